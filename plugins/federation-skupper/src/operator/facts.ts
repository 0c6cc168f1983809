import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import {
  CATALOGS_NAMESPACE,
  CatalogSource,
  ClusterServiceVersion,
  InstallPlan,
  OPERATORS_NAMESPACE,
  PACKAGE,
  Subscription,
} from './objects';

/** On what OLM copies into other namespaces, from the one where the operator is. */
const COPIED_LABEL = 'olm.copiedFrom';

/** The objects of the operators' namespace, and its catalogs. What is absent could not be read. @internal */
export interface OperatorObjects {
  subscriptions: KubeObject[];
  versions: KubeObject[];
  plans?: KubeObject[];
  groups?: KubeObject[];
  /** Those of OpenShift, for all namespaces. */
  catalogs?: KubeObject[];
  /** Those of the namespace itself. */
  ownCatalogs?: KubeObject[];
  deployments?: KubeObject[];
  pods?: KubeObject[];
}

/** What is known of Skupper's operator in a cluster. @internal */
export interface OperatorFacts {
  /** The Subscription for its package, whatever its name; of several the one that works, or the first. */
  subscription?: Subscription;
  /** All Subscriptions for its package. */
  same: Subscription[];
  /** The other Subscriptions of the namespace: OLM resolves a namespace as a whole. */
  others: Subscription[];
  /** Its ClusterServiceVersion: the one that is being installed, or is. */
  version?: ClusterServiceVersion;
  /** What is installed and works, whatever else waits to be. */
  installed?: ClusterServiceVersion;
  /** Name of the version, also before its object is there. */
  versionName?: string;
  /** Its first number. */
  major?: number;
  /** What OLM wants to do for the Subscription. */
  plan?: InstallPlan;
  groups?: KubeObject[];
  /** By the namespaces where they could be read. */
  catalogs: Map<string, CatalogSource[]>;
  /** The Deployments of its version. */
  deployments: KubeObject[];
  pods: KubeObject[];
}

function majorOf(
  name: string | undefined,
  version?: ClusterServiceVersion,
): number | undefined {
  const said = version?.spec?.version ?? name?.split('.v')[1];
  const major = Number.parseInt(said ?? '', 10);
  return Number.isNaN(major) ? undefined : major;
}

const byName = (a: KubeObject, b: KubeObject) =>
  a.metadata.name.localeCompare(b.metadata.name);

/** Reads what is known of the operator from objects. @internal */
export function operatorFacts(objects: OperatorObjects): OperatorFacts {
  const subscriptions = [...(objects.subscriptions as Subscription[])].sort(
    byName,
  );
  const same = subscriptions.filter(({ spec }) => spec?.name === PACKAGE);
  const works = (version: ClusterServiceVersion) =>
    version.status?.phase === 'Succeeded' &&
    majorOf(version.metadata.name, version) !== 1;
  // What an operator of another namespace has here is a copy, which counts only when it works: nobody can mend it here.
  const versions = (objects.versions as ClusterServiceVersion[]).filter(
    version =>
      version.metadata.name.startsWith(`${PACKAGE}.`) &&
      (works(version) || !version.metadata.labels?.[COPIED_LABEL]),
  );
  const named = (name: string | undefined) =>
    versions.find(({ metadata }) => metadata.name === name);
  const versionsOf = ({ status }: Subscription) =>
    [named(status?.currentCSV), named(status?.installedCSV)].filter(
      version => version !== undefined,
    );
  const subscription =
    same.find(one => versionsOf(one).some(works)) ?? same.at(0);
  const { currentCSV, installedCSV, installPlanRef } =
    subscription?.status ?? {};
  const candidates = subscription
    ? versionsOf(subscription)
    : [...versions].sort(byName);
  const installed = candidates.find(works);
  const version = installed ?? candidates[0];
  const versionName =
    installed?.metadata.name ??
    currentCSV ??
    installedCSV ??
    version?.metadata.name;
  const deployments = version?.spec?.install?.spec?.deployments?.map(
    ({ name }) => name,
  ) ?? ['skupper-controller'];
  return {
    subscription,
    same,
    others: subscriptions.filter(other => !same.includes(other)),
    version,
    installed,
    versionName,
    major: majorOf(versionName, named(versionName)),
    plan: (objects.plans as InstallPlan[] | undefined)?.find(
      ({ metadata }) => metadata.name === installPlanRef?.name,
    ),
    groups: objects.groups,
    catalogs: new Map(
      (
        [
          [CATALOGS_NAMESPACE, objects.catalogs],
          [OPERATORS_NAMESPACE, objects.ownCatalogs],
        ] as [string, CatalogSource[] | undefined][]
      ).flatMap(([namespace, found]) => (found ? [[namespace, found]] : [])),
    ),
    deployments: (objects.deployments ?? []).filter(({ metadata }) =>
      deployments.includes(metadata.name),
    ),
    pods: objects.pods ?? [],
  };
}
