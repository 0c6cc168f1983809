import type { KubeObject } from '../../client';
import { ownerReference, timestamp } from '../../shared/objects';
import { readTemplates } from '../../shared/templates';

const template = readTemplates(require.resolve('./objects.yaml'));

const PACKAGE = 'skupper-operator';
const CHANNELS = ['stable-2', 'stable-v2.2', 'stable-2.2', 'stable'];

/** The ClusterServiceVersion that the sandbox's catalogs offer. */
export const CSV = `${PACKAGE}.v2.2.1`;

/** Whether the catalogs have what a Subscription asks for. */
export function isOffered({ name, channel }: KubeObject['spec']): boolean {
  return name === PACKAGE && (!channel || CHANNELS.includes(channel));
}

/** The phase after this one; undefined at the end. */
export function nextPhase(phase: string | undefined): string | undefined {
  const phases = Object.keys(template('phases'));
  return phases[phase ? phases.indexOf(phase) + 1 : 0];
}

/** The status of a ClusterServiceVersion that enters a phase. */
export function csvStatus(csv: KubeObject, phase: string, now = new Date()) {
  const time = timestamp(now);
  const entry = {
    phase,
    ...template('phases')[phase],
    lastTransitionTime: time,
    lastUpdateTime: time,
  };
  return {
    ...csv.status,
    ...entry,
    conditions: [...(csv.status?.conditions ?? []), entry],
  };
}

/** The ClusterServiceVersion of Skupper's operator. */
export function newCsv(namespace: string): KubeObject {
  return template('clusterServiceVersion', { csv: CSV, namespace });
}

/** The InstallPlan that a Subscription asks for. */
export function newInstallPlan(
  subscription: KubeObject,
  name: string,
): KubeObject {
  const manual = subscription.spec.installPlanApproval === 'Manual';
  const flags = { blockOwnerDeletion: false, controller: false };
  return template('installPlan', {
    name,
    namespace: subscription.metadata.namespace,
    owner: { ...ownerReference(subscription), ...flags },
    approval: manual ? 'Manual' : 'Automatic',
    approved: !manual,
    csv: CSV,
  });
}

/** The status of a Subscription; pure. */
export function subscriptionStatus(facts: {
  subscription: KubeObject;
  plan?: KubeObject;
  csv?: KubeObject;
  now?: Date;
}): any {
  const { plan, csv } = facts;
  const { metadata, spec, status } = facts.subscription;
  const texts = template('conditions', {
    ...spec,
    subscription: metadata.name,
  });
  const conditions = (...types: string[]) =>
    types.map(type => {
      const before = status?.conditions?.find((c: any) => c.type === type);
      const isSame = before?.status === texts[type].status;
      return {
        type,
        ...texts[type],
        lastTransitionTime: isSame
          ? before.lastTransitionTime
          : timestamp(facts.now),
      };
    });
  if (!isOffered(spec)) {
    return {
      conditions: conditions('CatalogSourcesUnhealthy', 'ResolutionFailed'),
    };
  }
  const succeeded = csv?.status?.phase === 'Succeeded';
  const { apiVersion, kind } = plan ?? {};
  const { name, namespace, uid } = plan?.metadata ?? {};
  const waiting = plan?.status?.phase === 'RequiresApproval';
  return {
    ...(plan && {
      currentCSV: CSV,
      installPlanGeneration: 1,
      installPlanRef: { apiVersion, kind, name, namespace, uid },
      installplan: { apiVersion, kind, name, uuid: uid },
      state: succeeded ? 'AtLatestKnown' : 'UpgradePending',
    }),
    ...(succeeded && { installedCSV: CSV }),
    conditions: conditions(
      'CatalogSourcesUnhealthy',
      ...(waiting ? ['InstallPlanPending'] : []),
    ),
  };
}
