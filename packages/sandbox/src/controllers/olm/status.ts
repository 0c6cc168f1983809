import type { KubeObject } from '../../client';
import { ownerReference, timestamp } from '../../shared/objects';

const PACKAGE = 'skupper-operator';
const VERSION = '2.2.1';
const CHANNELS = ['stable-2', 'stable-v2.2', 'stable-2.2', 'stable'];

/** The ClusterServiceVersion that the sandbox's catalogs offer. */
export const CSV = `${PACKAGE}.v${VERSION}`;

/** Whether the catalogs have what a Subscription asks for. */
export function isOffered({ name, channel }: KubeObject['spec']): boolean {
  return name === PACKAGE && (!channel || CHANNELS.includes(channel));
}

export type CsvPhase = 'Pending' | 'InstallReady' | 'Installing' | 'Succeeded';

/** The phases in their order. */
const CSV_TEXTS: Record<CsvPhase, { reason: string; message: string }> = {
  Pending: {
    reason: 'RequirementsUnknown',
    message: 'requirements not yet checked',
  },
  InstallReady: {
    reason: 'AllRequirementsMet',
    message: 'all requirements found, attempting install',
  },
  Installing: {
    reason: 'InstallSucceeded',
    message: 'waiting for install components to report healthy',
  },
  Succeeded: {
    reason: 'InstallSucceeded',
    message: 'install strategy completed with no errors',
  },
};

/** The phase after this one; undefined at the end. */
export function nextPhase(phase: CsvPhase | undefined): CsvPhase | undefined {
  const phases = Object.keys(CSV_TEXTS) as CsvPhase[];
  return phases[phase ? phases.indexOf(phase) + 1 : 0];
}

/** The status of a ClusterServiceVersion that enters a phase. */
export function csvStatus(csv: KubeObject, phase: CsvPhase, now = new Date()) {
  const time = timestamp(now);
  const entry = {
    phase,
    ...CSV_TEXTS[phase],
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
  return {
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'ClusterServiceVersion',
    metadata: {
      name: CSV,
      namespace,
      labels: { [`operators.coreos.com/${PACKAGE}.${namespace}`]: '' },
    },
    spec: {
      displayName: 'Skupper',
      version: VERSION,
      provider: { name: 'Skupper Project' },
      installModes: [
        { type: 'OwnNamespace', supported: false },
        { type: 'SingleNamespace', supported: false },
        { type: 'MultiNamespace', supported: false },
        { type: 'AllNamespaces', supported: true },
      ],
      install: {
        strategy: 'deployment',
        spec: { deployments: [{ name: 'skupper-controller' }] },
      },
    },
  };
}

/** The InstallPlan that a Subscription asks for. */
export function newInstallPlan(
  subscription: KubeObject,
  name: string,
): KubeObject {
  const manual = subscription.spec.installPlanApproval === 'Manual';
  return {
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'InstallPlan',
    metadata: {
      name,
      namespace: subscription.metadata.namespace,
      ownerReferences: [
        {
          ...ownerReference(subscription),
          blockOwnerDeletion: false,
          controller: false,
        },
      ],
    },
    spec: {
      approval: manual ? 'Manual' : 'Automatic',
      approved: !manual,
      clusterServiceVersionNames: [CSV],
      generation: 1,
    },
  };
}

/** The status of a Subscription; pure. */
export function subscriptionStatus(facts: {
  subscription: KubeObject;
  plan?: KubeObject;
  csv?: KubeObject;
  now?: Date;
}): any {
  const { subscription, plan, csv } = facts;
  const time = timestamp(facts.now);
  const condition = (
    type: string,
    status: 'True' | 'False',
    reason: string,
    message?: string,
  ) => {
    const before = subscription.status?.conditions?.find(
      (c: any) => c.type === type,
    );
    return {
      type,
      status,
      reason,
      ...(message && { message }),
      lastTransitionTime:
        before?.status === status ? before.lastTransitionTime : time,
    };
  };
  const healthy = condition(
    'CatalogSourcesUnhealthy',
    'False',
    'AllCatalogSourcesHealthy',
    'all available catalogsources are healthy',
  );
  if (!isOffered(subscription.spec)) {
    const { name, source, sourceNamespace } = subscription.spec;
    return {
      conditions: [
        healthy,
        condition(
          'ResolutionFailed',
          'True',
          'ConstraintsNotSatisfiable',
          `constraints not satisfiable: no operators found in package ${name} in the catalog referenced by subscription ${subscription.metadata.name} (${sourceNamespace}/${source})`,
        ),
      ],
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
    conditions: waiting
      ? [healthy, condition('InstallPlanPending', 'True', 'RequiresApproval')]
      : [healthy],
  };
}
