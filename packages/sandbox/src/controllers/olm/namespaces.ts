import type { KubeObject } from '../../client';
import { isEqual, isOwnedBy, ownerReference } from '../../shared/objects';
import { readTemplates } from '../../shared/templates';
import { randomSuffix } from '../workload/names';
import { bundleOf } from './catalog';
import { GLOBAL_CATALOGS } from './catalogSources';
import { list, OlmContext, open, stateOf, writeStatus } from './context';
import { resolve, Step } from './resolve';
import { subscriptionStatus } from './subscriptionStatus';

const template = readTemplates(require.resolve('./objects.yaml'));

/** Brings a namespace's Subscriptions on: resolves them where there is cause, plans what they get, says how far it is. */
export async function syncNamespace(
  ctx: OlmContext,
  namespace: string,
): Promise<void> {
  const subscriptions = list(ctx, 'subscriptions', namespace);
  // With two the real one says so in its own log, and nowhere else.
  const groups = list(ctx, 'operatorGroups', namespace);
  if (!subscriptions.length || groups.length !== 1) {
    return;
  }
  const unseen = subscriptions.filter(({ status }) => !status);
  if (unseen.length) {
    // Their catalogs' health is said first; that brings the namespace here again.
    await Promise.all(unseen.map(subscription => report(ctx, subscription)));
    return;
  }
  const state = stateOf(ctx, namespace);
  let steps: Step[] = [];
  if (state.isOpen) {
    state.isOpen = false;
    const resolution = resolve({
      subscriptions,
      versions: list(ctx, 'clusterServiceVersions', namespace),
      catalogs: [
        ...list(ctx, 'catalogSources', GLOBAL_CATALOGS),
        ...list(ctx, 'catalogSources', namespace),
      ],
    });
    state.failure = resolution.failure;
    steps = resolution.steps;
    state.unpacking = unpacking(ctx, namespace, steps);
  }
  try {
    const made =
      steps.length && !state.unpacking
        ? await planOf(ctx, subscriptions, steps)
        : undefined;
    for (const subscription of subscriptions) {
      const step = made && steps.find(s => s.subscription === subscription);
      await report(ctx, subscription, step?.version, step && made);
    }
  } catch (error) {
    // What was decided is not carried out yet.
    state.isOpen ||= steps.length > 0;
    throw error;
  }
}

/** The bundle among some steps that cannot be unpacked, and whether that took its time. */
function unpacking(ctx: OlmContext, namespace: string, steps: Step[]) {
  const broken = steps.find(({ version }) => !bundleOf(version)!.unpacks);
  if (!broken) {
    return undefined;
  }
  const { version, subscription } = broken;
  const before = ctx.namespaces.get(namespace)?.unpacking;
  const hasFailed =
    (before?.version === version && before.hasFailed) ||
    ctx.isOver(
      ctx.timings.unpackMs,
      `unpack ${version}`,
      'resolve',
      subscription,
    );
  return { version, hasFailed };
}

/** The InstallPlan for some steps, made unless it is there. */
async function planOf(
  ctx: OlmContext,
  subscriptions: KubeObject[],
  steps: Step[],
): Promise<KubeObject> {
  const { installPlans } = ctx.kinds;
  const { namespace } = subscriptions[0].metadata;
  const versions = [...new Set(steps.map(({ version }) => version))];
  const plans = list(ctx, 'installPlans', namespace!);
  const same = plans.find(
    ({ spec, status }) =>
      isEqual(spec.clusterServiceVersionNames, versions) &&
      !['Complete', 'Failed'].includes(status?.phase),
  );
  // One that waits for a person makes all others of the namespace wait, too.
  const isManual = subscriptions.some(
    ({ spec }) => spec.installPlanApproval === 'Manual',
  );
  const generations = plans.map(({ spec }) => spec.generation ?? 0);
  const flags = { blockOwnerDeletion: false, controller: false };
  return (
    same ??
    installPlans.adopt(
      await ctx.client.create(
        installPlans.type,
        template('installPlan', {
          name: `install-${randomSuffix()}`,
          namespace,
          owners: steps.map(({ subscription }) => ({
            ...ownerReference(subscription),
            ...flags,
          })),
          approval: isManual ? 'Manual' : 'Automatic',
          approved: !isManual,
          versions,
          generation: Math.max(0, ...generations) + 1,
        }),
      ),
    )
  );
}

async function report(
  ctx: OlmContext,
  subscription: KubeObject,
  wanted?: string,
  made?: KubeObject,
): Promise<void> {
  const { namespace, uid } = subscription.metadata;
  const { source, sourceNamespace } = subscription.spec;
  const { failure, unpacking: isUnpacking } = stateOf(ctx, namespace!);
  const { lastUpdated, ...before } = subscription.status ?? {};
  const own = list(ctx, 'installPlans', namespace!)
    .filter(
      plan =>
        isOwnedBy(plan, uid) ||
        plan.metadata.uid === before.installPlanRef?.uid,
    )
    .sort((a, b) => b.spec.generation - a.spec.generation);
  const { catalogSources, clusterServiceVersions } = ctx.kinds;
  const status = subscriptionStatus({
    subscription,
    hasCatalog: Boolean(catalogSources.get(sourceNamespace, source)),
    failure,
    unpacking: isUnpacking,
    wanted,
    plan: made ?? own[0],
    exists: name => Boolean(clusterServiceVersions.get(namespace, name)),
  });
  if (!isEqual(status, before)) {
    await writeStatus(ctx, 'subscriptions', subscription, {
      ...status,
      lastUpdated: new Date().toISOString(),
    });
  }
  if (before.currentCSV && !status.currentCSV) {
    open(ctx, namespace!);
  }
}
