import {
  federationCreatePermission,
  federationReadPermission,
  placeAllowed,
} from '@backstage-federation/plugin-federation-common';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { JsonObject } from '@backstage/types';
import { z } from 'zod';
import { refusal } from '../authorize';
import { ActionContext } from '../context';
import {
  ActionExample,
  FederationAction,
  renderExample,
} from '../defineAction';
import { inputSchema, outputSchema } from '../jsonSchema';
import { parseInput } from '../parseInput';

/** What a declaration of an action says that is about a cluster, whatever federations it has. */
export interface ClusterActionOptions<
  TInput extends z.ZodType<{ cluster: string }>,
  TOutput extends z.ZodType<JsonObject>,
> {
  id: string;
  description: string;
  examples: ActionExample<z.input<TInput>>[];
  input: TInput;
  output: TOutput;
  handler(
    input: z.output<TInput>,
    context: ActionContext,
  ): Promise<z.output<TOutput>>;
}

/** Clusters are prepared by those who may create federations, where they may see them. */
async function authorizeCluster(
  { permissions, credentials }: ActionContext,
  cluster: string,
): Promise<void> {
  const subject = `cluster "${cluster}"`;
  const options = { credentials: await credentials() };
  const permission = federationCreatePermission;
  const [{ result }] = await permissions.authorize([{ permission }], options);
  if (result !== AuthorizeResult.ALLOW) throw refusal(permission, subject);
  const [decision] = await permissions.authorizeConditional(
    [{ permission: federationReadPermission }],
    options,
  );
  const isHidden =
    decision.result === AuthorizeResult.DENY ||
    (decision.result === AuthorizeResult.CONDITIONAL &&
      placeAllowed(decision.conditions, cluster, undefined) === false);
  if (isHidden) throw refusal(federationReadPermission, subject);
}

/** Declares an action that is about a cluster. It changes no federation, so it waits for nobody. */
export function defineClusterAction<
  TInput extends z.ZodType<{ cluster: string }>,
  TOutput extends z.ZodType<JsonObject>,
>(options: ClusterActionOptions<TInput, TOutput>): FederationAction {
  const { id, description, examples, input, output, handler } = options;
  const { name } = federationCreatePermission;
  return {
    id,
    description,
    input,
    examples: examples.map(example => renderExample(id, example)),
    schema: { input: inputSchema(input), output: outputSchema(output) },
    permission: { existing: name, missing: name },
    async run(given, context) {
      const parsed = parseInput(input, given);
      await authorizeCluster(context, parsed.cluster);
      return handler(parsed, context);
    },
  };
}
