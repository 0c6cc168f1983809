import { federationDeletePermission } from '@backstage-federation/plugin-federation-common';
import { planFederationRemoval } from '@backstage-federation/plugin-federation-node';
import { InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { authorize } from '../../lib/authorize';
import { ActionDeps, ActionRun, signalOf } from '../../lib/deps';
import { federation, output, rules } from '../../lib/inputs';
import { parseInput } from '../../lib/parseInput';
import { preparePart } from '../../lib/prepare';
import { PlanOutput, runPlan } from '../../lib/runPlan';
import { findStoredSpec, notFound } from '../../lib/storedSpec';
import { examples } from './delete.examples';

/** `federation:delete`: takes everything away that belongs to a federation, the spec last. */
export function createFederationDeleteAction(deps: ActionDeps) {
  return createTemplateAction({
    id: 'federation:delete',
    description:
      'Deletes a federation from all its clusters; one that is gone already is no error',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        federation,
        confirm: z =>
          z.string().describe('The name once more, against mistakes'),
        deleteNamespaces: z =>
          z
            .boolean()
            .optional()
            .describe('Delete namespaces that were created for it'),
      },
      output,
    },
    async handler(ctx) {
      const { federation: name } = parseInput(
        { federation: rules.federation },
        ctx.input,
      );
      if (ctx.input.confirm !== name) {
        throw new InputError(
          `confirm: type the name of the federation, "${name}", to delete it`,
        );
      }
      await authorize(deps, ctx, federationDeletePermission, name);
      const removed = await remove(
        deps,
        ctx,
        name,
        ctx.input.deleteNamespaces ?? false,
      );
      ctx.output('changed', removed.changed);
      ctx.output('summary', removed.summary);
    },
  });
}

async function remove(
  deps: ActionDeps,
  run: ActionRun,
  name: string,
  removeNamespaces: boolean,
): Promise<PlanOutput> {
  const { spec, silent } = await findStoredSpec(deps, name, signalOf(run));
  if (!spec) {
    // Only when every cluster says so is it gone; then a second run has nothing to do.
    if (silent.length) throw notFound(name, silent);
    const summary = `There is no federation ${name}: nothing changed.`;
    run.logger.info(summary);
    return { changed: 0, summary };
  }
  const plan = await preparePart(deps, run, spec, (observed, adapters) =>
    planFederationRemoval(spec, observed, { ...adapters, removeNamespaces }),
  );
  return runPlan(deps, run, plan, { done: `Federation ${name} is gone` });
}
