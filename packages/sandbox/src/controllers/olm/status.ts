import type { KubeObject } from '../../client';
import { timestamp } from '../../shared/objects';

/** A version of an operator that a catalog offers. */
export interface CatalogEntry {
  package: string;
  csv: string;
  version: string;
  displayName: string;
  channels: string[];
}

/** What the sandbox's catalogs offer. */
export const skupperOperator: CatalogEntry = {
  package: 'skupper-operator',
  csv: 'skupper-operator.v2.2.1',
  version: '2.2.1',
  displayName: 'Skupper',
  channels: ['stable-2', 'stable-v2.2', 'stable-2.2', 'stable'],
};

export type CsvPhase = 'Pending' | 'InstallReady' | 'Installing' | 'Succeeded';

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
  const phases: (CsvPhase | undefined)[] = [
    undefined,
    'Pending',
    'InstallReady',
    'Installing',
    'Succeeded',
  ];
  return phases[phases.indexOf(phase) + 1];
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

/** The ClusterServiceVersion of a catalog entry. */
export function newCsv(entry: CatalogEntry, namespace: string): KubeObject {
  return {
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'ClusterServiceVersion',
    metadata: {
      name: entry.csv,
      namespace,
      labels: { [`operators.coreos.com/${entry.package}.${namespace}`]: '' },
    },
    spec: {
      displayName: entry.displayName,
      version: entry.version,
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
  entry: CatalogEntry,
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
          apiVersion: 'operators.coreos.com/v1alpha1',
          kind: 'Subscription',
          name: subscription.metadata.name,
          uid: subscription.metadata.uid!,
          blockOwnerDeletion: false,
          controller: false,
        },
      ],
    },
    spec: {
      approval: manual ? 'Manual' : 'Automatic',
      approved: !manual,
      clusterServiceVersionNames: [entry.csv],
      generation: 1,
    },
  };
}

/** The status of a Subscription; pure. */
export function subscriptionStatus(facts: {
  subscription: KubeObject;
  entry: CatalogEntry | undefined;
  plan?: KubeObject;
  csv?: KubeObject;
  now?: Date;
}): any {
  const { subscription, entry, plan, csv } = facts;
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
  if (!entry) {
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
  const waiting = plan?.status?.phase === 'RequiresApproval';
  return {
    ...(plan && {
      currentCSV: entry.csv,
      installPlanGeneration: 1,
      installPlanRef: {
        apiVersion: plan.apiVersion,
        kind: plan.kind,
        name: plan.metadata.name,
        namespace: plan.metadata.namespace,
        uid: plan.metadata.uid,
      },
      installplan: {
        apiVersion: plan.apiVersion,
        kind: plan.kind,
        name: plan.metadata.name,
        uuid: plan.metadata.uid,
      },
      state: succeeded ? 'AtLatestKnown' : 'UpgradePending',
    }),
    ...(succeeded && { installedCSV: entry.csv }),
    conditions: waiting
      ? [healthy, condition('InstallPlanPending', 'True', 'RequiresApproval')]
      : [healthy],
  };
}
