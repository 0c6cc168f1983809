import {
  federationCreatePermission,
  federationReadPermission,
  placeAllowed,
} from '@backstage-federation/plugin-federation-common';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { JsonObject } from '@backstage/types';
import { z } from 'zod';
import {
  ActionContext,
  ActionExample,
  declareAction,
  FederationAction,
  refusal,
} from '@backstage-federation/plugin-federation-node';

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
  const { name } = federationCreatePermission;
  return declareAction({
    ...options,
    permission: { existing: name, missing: name },
    async run(input, context) {
      await authorizeCluster(context, input.cluster);
      return options.handler(input, context);
    },
  });
}
