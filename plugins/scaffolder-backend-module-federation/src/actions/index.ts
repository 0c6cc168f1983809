import { JsonObject } from '@backstage/types';
import {
  ActionContext,
  FederationAction,
  FederationAdapters,
  federationActions,
} from '@backstage-federation/plugin-federation-node';
import { TemplateAction } from '@backstage/plugin-scaffolder-node';
import { clusterCheck } from '../clusters/clusterCheck';
import { clusterRender } from '../clusters/clusterRender';

/** As engine and adapters declare them, and those that add clusters. */
export function declaredActions(
  adapters: FederationAdapters,
): FederationAction[] {
  return [...federationActions(adapters), clusterRender, clusterCheck];
}

/** Every action of the engine and of the installed adapters, as the scaffolder takes it. */
export function createActions(
  services: Pick<
    ActionContext,
    'adapters' | 'clusters' | 'permissions' | 'entities'
  >,
): TemplateAction[] {
  return declaredActions(services.adapters).map(
    ({ id, description, examples, schema, run }) => ({
      id,
      description,
      examples,
      schema,
      supportsDryRun: true,
      async handler(ctx) {
        const output: JsonObject = await run(ctx.input, {
          ...services,
          logger: ctx.logger,
          // Older runners and dry-runs have none.
          signal: ctx.signal ?? new AbortController().signal,
          holder: `task ${ctx.task.id}${
            ctx.user?.ref ? ` of ${ctx.user.ref}` : ''
          }`,
          dryRun: ctx.isDryRun ?? false,
          workspacePath: ctx.workspacePath,
          credentials: ctx.getInitiatorCredentials,
          checkpoint: ctx.checkpoint,
        });
        for (const [name, value] of Object.entries(output)) {
          ctx.output(name, value);
        }
      },
    }),
  );
}
