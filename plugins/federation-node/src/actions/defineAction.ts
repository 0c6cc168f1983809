import { federationReadPermission } from '@backstage-federation/plugin-federation-common';
import {
  BasicPermission,
  ResourcePermission,
} from '@backstage/plugin-permission-common';
import { JsonObject } from '@backstage/types';
import { stringify } from 'yaml';
import { z } from 'zod';
import { FoundClaims } from '@backstage-federation/federation-plans';
import { alone } from './alone';
import { authorizeAction, PermittedContext } from './authorize';
import { ActionContext } from './context';
import { withFieldNames } from './fieldNames';
import { inputSchema, outputSchema } from './jsonSchema';
import { parseInput } from './parseInput';

/** One step of a template, as an example. @public */
export interface ActionExample<TInput = unknown> {
  /** What it shows. */
  description: string;
  /** Id of the step. */
  id: string;
  /** Name of the step; default: the description. */
  name?: string;
  /** Input of the step. */
  input: TInput;
}

/** The zod schema of an action's input. @public */
export type ActionInput = z.ZodType<{ federation: string }>;

/** What a run of an action asks for, with the credentials of the person who launched it. @public */
export interface ActionPermission<TInput> {
  /** For a federation that exists. */
  existing: BasicPermission | ResourcePermission;
  /** For one that does not; default: the same, so that nobody has to look. */
  missing?: BasicPermission | ResourcePermission;
  /** Whether it exists, undefined when that is not known; default: whether a spec of its name counts anywhere. */
  exists?(
    input: TInput,
    found: FoundClaims,
    context: ActionContext,
  ): Promise<boolean | undefined>;
}

/** What a declaration of an action says. @public */
export interface ActionOptions<
  TInput extends ActionInput,
  TOutput extends z.ZodType<JsonObject>,
> {
  /** As templates name it: `federation:apply`. */
  id: string;
  /** What it does, in a sentence without a full stop. */
  description: string;
  /** At least one, here or from an adapter. */
  examples: ActionExample<z.input<TInput>>[];
  /** Its fields with their descriptions and rules. */
  input: TInput;
  /** What it gives to the steps of a template that follow. */
  output: TOutput;
  /** What the person needs who launches the template. */
  permission: ActionPermission<z.output<TInput>>;
  /**
   * Whether it changes what belongs to the federation: then it waits for others who do. Default: when it needs more than to
   * read.
   */
  changes?: boolean;
  /** The input's names of the spec's fields that errors of the handler name. */
  fields?: Record<string, string>;
  /** Gets the input with its defaults, once the permission is known. */
  handler(
    input: z.output<TInput>,
    context: PermittedContext,
  ): Promise<z.output<TOutput>>;
}

/** An action, ready to be offered to templates. Each can be tried out by a dry-run. @public */
export interface FederationAction {
  /** As templates name it. */
  id: string;
  /** What it does. */
  description: string;
  /** With the step as YAML. */
  examples: { description: string; example: string }[];
  /** The fields of its input, with their rules. */
  input: z.ZodType;
  /** JSON schemas: fields, types and descriptions. Rules that are more than that are checked by `run`. */
  schema: Record<'input' | 'output', JsonObject>;
  /** Names of the permissions that it asks for, of a federation that exists and of one that does not. */
  permission: Record<'existing' | 'missing', string>;
  /**
   * Checks input and permission, and acts.
   * @returns its output
   * @throws InputError that names each field and its rule; NotAllowedError that names the permission
   */
  run(input: unknown, context: ActionContext): Promise<JsonObject>;
}

/**
 * Declares an action: the input's zod schema gives the schema for templates, the parsing and the documentation.
 *
 * @public
 */
export function defineAction<
  TInput extends ActionInput,
  TOutput extends z.ZodType<JsonObject>,
>(options: ActionOptions<TInput, TOutput>): FederationAction {
  const { permission, fields = {} } = options;
  const { existing, missing = existing } = permission;
  const { changes = existing.name !== federationReadPermission.name } = options;
  return declareAction({
    ...options,
    permission: { existing: existing.name, missing: missing.name },
    async run(input, context) {
      const judge = (own: ActionContext) =>
        authorizeAction(own, permission, input);
      const act = (own: PermittedContext) =>
        withFieldNames(fields, () => options.handler(input, own));
      const permitted = await judge(context);
      return changes && !context.dryRun
        ? alone(permitted, input.federation, judge, act)
        : act(permitted);
    },
  });
}

/**
 * Declares an action that checks its permission itself. For those that are about a federation there is {@link defineAction}.
 *
 * @public
 */
export function declareAction<
  TInput extends z.ZodType,
  TOutput extends z.ZodType<JsonObject>,
>({
  id,
  description,
  examples,
  input,
  output,
  permission,
  run,
}: {
  id: string;
  description: string;
  examples: ActionExample<z.input<TInput>>[];
  input: TInput;
  output: TOutput;
  permission: FederationAction['permission'];
  /** Gets the input with its defaults. */
  run(
    input: z.output<TInput>,
    context: ActionContext,
  ): Promise<z.output<TOutput>>;
}): FederationAction {
  return {
    id,
    description,
    input,
    examples: examples.map(example => renderExample(id, example)),
    schema: { input: inputSchema(input), output: outputSchema(output) },
    permission,
    // The runner checks the JSON schema only: defaults and rules are ours.
    run: async (given, context) => run(parseInput(input, given), context),
  };
}

/** An example as a person writes it into a template. @internal */
export function renderExample(
  action: string,
  { description, id, name = description, input }: ActionExample,
) {
  const steps = [{ id, action, name, input }];
  return { description, example: stringify({ steps }, { singleQuote: true }) };
}
