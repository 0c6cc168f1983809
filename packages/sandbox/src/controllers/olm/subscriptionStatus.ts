import type { KubeObject } from '../../client';
import { timestamp } from '../../shared/objects';
import { readTemplates } from '../../shared/templates';
import type { Failure } from './resolve';

const template = readTemplates(require.resolve('./objects.yaml'));

/** What a Subscription's status is made of. */
export interface SubscriptionFacts {
  subscription: KubeObject;
  /** Whether its CatalogSource exists. */
  hasCatalog: boolean;
  /** Why its namespace cannot be resolved. */
  failure?: Failure;
  /** Whether the unpacking of a bundle has failed, while there is one. */
  unpacking?: { hasFailed: boolean };
  /** The version that it is about to get. */
  wanted?: string;
  /** Its InstallPlan, the newest. */
  plan?: KubeObject;
  /** Whether there is a ClusterServiceVersion of the name. */
  exists(version: string): boolean;
  now?: Date;
}

/** The status of a Subscription but for `lastUpdated`; pure. */
export function subscriptionStatus(facts: SubscriptionFacts): any {
  const { plan, subscription } = facts;
  const { status = {} } = subscription;
  const currentCSV = facts.wanted ?? status.currentCSV;
  const isLost = status.state === 'UpgradePending' && !plan;
  const { apiVersion, kind } = plan ?? {};
  const { name, namespace, uid } = plan?.metadata ?? {};
  const isThere = currentCSV && facts.exists(currentCSV);
  const installedCSV = isThere ? currentCSV : status.installedCSV;
  return {
    ...(currentCSV &&
      !isLost && {
        currentCSV,
        state: isThere ? 'AtLatestKnown' : 'UpgradePending',
      }),
    // Set when the version is there, whether it works or not.
    ...(installedCSV && { installedCSV }),
    ...(plan && {
      installPlanGeneration: plan.spec.generation,
      installPlanRef: { apiVersion, kind, name, namespace, uid },
      installplan: { apiVersion, kind, name, uuid: uid },
    }),
    conditions: conditionsOf(facts),
  };
}

function conditionsOf(facts: SubscriptionFacts) {
  const { hasCatalog, failure, unpacking, plan } = facts;
  const before: any[] = facts.subscription.status?.conditions ?? [];
  const isHealthy = before.some(
    c => c.type === 'CatalogSourcesUnhealthy' && c.status === 'False',
  );
  const condition = (type: string, reason: string, error = '') => {
    const key = `${type}/${reason}`;
    const said = template<any>('conditions', { error })[key];
    const same = before.find(
      c => c.type === type && c.status === said.status && c.reason === reason,
    );
    const lastTransitionTime = same?.lastTransitionTime ?? timestamp(facts.now);
    return { type, reason, ...said, lastTransitionTime };
  };
  const healthy = isHealthy
    ? 'AllCatalogSourcesHealthy'
    : 'CatalogSourcesAdded';
  const error = plan?.status?.message;
  const phase = plan?.status?.phase;
  return [
    condition(
      'CatalogSourcesUnhealthy',
      hasCatalog ? healthy : 'NoCatalogSourcesFound',
    ),
    failure && condition('ResolutionFailed', failure.reason, failure.error),
    unpacking?.hasFailed === false && condition('BundleUnpacking', 'Unpacking'),
    unpacking?.hasFailed &&
      condition('BundleUnpackFailed', 'BundleUnpackFailed'),
    ['Installing', 'RequiresApproval'].includes(phase) &&
      condition('InstallPlanPending', phase),
    phase === 'Failed' &&
      condition('InstallPlanFailed', 'InstallComponentFailed', error),
  ].filter(Boolean);
}
