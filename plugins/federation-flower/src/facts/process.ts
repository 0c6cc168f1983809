import {
  KubeConfigMap,
  KubeDeployment,
  KubeObject,
  KubePod,
} from '@backstage-federation/kubernetes-clusters';
import {
  ClusterStatus,
  COMPONENT_LABEL,
  FEDERATION_LABEL,
  FlowerFederationSpec,
  FindingSubject,
} from '@backstage-federation/plugin-federation-common';
import {
  specChangedAt,
  wasLost,
  ClusterSnapshot,
  driftOf,
  FieldDrift,
  LogEvidence,
} from '@backstage-federation/plugin-federation-node';
import { ClusterPlatform } from '../kube';
import {
  AUTHORITY_CONFIG_MAP,
  STATE_VOLUME,
  SUPERLINK_CONTAINER,
  SUPERLINK_NAME,
  SUPERNODE_COMPONENT,
  SUPERNODE_CONTAINER,
} from '../names';
import { superLinkObjects, superNodeObjects } from '../objects';
import {
  Condition,
  condition,
  imageVersion,
  PodFacts,
  podFacts,
  sortPods,
} from './pods';
import { SuperNodeLogFacts, superNodeLogFacts } from './superNodeLog';

/** What its cluster and its log say of one SuperLink or SuperNode. @internal */
export interface FlowerProcess {
  subject: FindingSubject & { kind: 'superlink' | 'supernode' };
  cluster: string;
  namespace: string;
  /** Of the Deployment. */
  name: string;
  status?: ClusterStatus;
  /** The cluster is heard, so absence means absence. */
  heard: boolean;
  deployment?: KubeDeployment;
  /** A Deployment of others that has its name. */
  taken?: KubeDeployment;
  /** A run may be about to make it. */
  awaited?: boolean;
  /** It was there since the spec is as it is, and went. */
  lost: boolean;
  /** What of it is not as the federation sets it. */
  drift: FieldDrift[];
  /** Why the Deployment gets no pod. */
  refused?: Condition;
  /** Newest first. */
  pods: PodFacts[];
  /** The one that counts: that of a SuperLink which is ready, else the newest. */
  pod?: PodFacts;
  image?: string;
  /** As its image says. */
  version?: string;
  /** What its log says. */
  log?: SuperNodeLogFacts;
  /** The certificate of the authority that its place trusts. */
  authority?: string;
  /** Nobody there has the authority's certificate, though the plan makes it first. Of many of a place, one has it. */
  authorityMissing?: boolean;
}

/** A SuperNode that the spec has, or that is there without being in the spec. @internal */
export interface SuperNodeProcess extends FlowerProcess {
  member: string;
  inSpec: boolean;
}

/** Whether absence of an object of these types in what is known of a cluster means that there is none. */
function isHeard(status: ClusterStatus | undefined, types: RegExp): boolean {
  if (status?.state === 'connected') return true;
  const failing = status?.failing?.map(({ resource }) => resource) ?? [];
  const unread = [...(status?.forbidden ?? []), ...failing];
  return (
    (status?.state === 'forbidden' || failing.length > 0) &&
    unread.length > 0 &&
    !unread.some(type => types.test(type))
  );
}

// As `apps/v1 deployments`, with a selector where there is one.
const PROCESSES = /(^|[/ ])(deployments|pods)( |$)/;
const CONFIG_MAPS = /(^|[/ ])configmaps( |$)/;

/** The certificate of the authority that a place trusts, as its ConfigMap has it. */
function authorityOf(
  snapshot: ClusterSnapshot | undefined,
  namespace: string,
): string | undefined {
  const maps = (snapshot?.objects('ConfigMap', namespace) ??
    []) as KubeConfigMap[];
  return maps.find(({ metadata }) => metadata.name === AUTHORITY_CONFIG_MAP)
    ?.data?.['ca.crt'];
}

const isOf = ({ metadata }: KubeObject, federation: string) =>
  metadata.labels?.[FEDERATION_LABEL] === federation;

/** Whether it says nothing of whose it is, though its pods bear the federation's label: somebody took that off. */
const isUnlabelled = ({ metadata, spec }: KubeDeployment, federation: string) =>
  metadata.labels?.[FEDERATION_LABEL] === undefined &&
  spec?.template?.metadata?.labels?.[FEDERATION_LABEL] === federation;

/** What is known of a namespace, found by name: a federation may have thousands of processes. */
interface PlaceFacts {
  spec: FlowerFederationSpec;
  cluster: string;
  namespace: string;
  snapshot?: ClusterSnapshot;
  deployments: Map<string, KubeDeployment>;
  /** By their label `app`. */
  pods: Map<string | undefined, KubePod[]>;
  logOf(pod: string): string;
  authority?: string;
  /** Whether a Deployment of that name was lost since the spec is as it is. */
  isLost(name: string): boolean;
}

const placeKey = (place: { cluster: string; namespace: string }) =>
  `${place.cluster}/${place.namespace}`;

/** Looks at places of the federation, each once. */
function placesIn(
  spec: FlowerFederationSpec,
  clusters: ClusterSnapshot[],
  logs: LogEvidence[],
) {
  const snapshots = new Map(clusters.map(cluster => [cluster.name, cluster]));
  const logsAt = Map.groupBy(logs, placeKey);
  return (cluster: string, namespace: string): PlaceFacts => {
    const snapshot = snapshots.get(cluster);
    const objects = (kind: string) => snapshot?.objects(kind, namespace) ?? [];
    const texts = Map.groupBy(
      logsAt.get(placeKey({ cluster, namespace })) ?? [],
      ({ pod }) => pod,
    );
    return {
      spec,
      cluster,
      namespace,
      snapshot,
      deployments: new Map(
        (objects('Deployment') as KubeDeployment[]).map(deployment => [
          deployment.metadata.name,
          deployment,
        ]),
      ),
      pods: Map.groupBy(
        objects('Pod') as KubePod[],
        ({ metadata }) => metadata.labels?.app,
      ),
      logOf: pod => (texts.get(pod) ?? []).map(({ text }) => text).join('\n'),
      authority: authorityOf(snapshot, namespace),
      isLost: name =>
        Boolean(snapshot?.gone?.('Deployment', namespace).length) &&
        wasLost(
          snapshot,
          'Deployment',
          namespace,
          specChangedAt(spec, clusters),
          object => object.metadata.name === name && isOf(object, spec.name),
        ),
    };
  };
}

/** Who sets user ids where a Deployment is, as it shows itself: nothing else of the view tells. */
function platformOf({ spec }: KubeDeployment): ClusterPlatform {
  const { runAsUser } = spec?.template?.spec?.securityContext ?? {};
  return runAsUser === undefined ? 'openshift' : 'kubernetes';
}

/** Whether a SuperLink's database is on a claim's volume, as it shows itself: that depends on what the cluster had to offer. */
function isPersistent({ spec }: KubeDeployment): boolean {
  const { volumes = [] } = spec?.template?.spec ?? {};
  return [volumes]
    .flat()
    .some(one => one?.name === STATE_VOLUME && one.persistentVolumeClaim);
}

/** Of Deployments that did not change meanwhile, as their spec did not: a federation may have thousands. */
const drifts = new WeakMap<
  KubeDeployment,
  { spec: FlowerFederationSpec; drift: FieldDrift[] }
>();

/** The objects of a process as the federation would apply them, where its Deployment is. */
type Wanted = (live: KubeDeployment) => KubeObject[];

function driftOfDeployment(
  spec: FlowerFederationSpec,
  live: KubeDeployment,
  objects: Wanted,
): FieldDrift[] {
  // Before all the rest, as most have none to compare.
  if (!live.metadata.owners) return [];
  const known = drifts.get(live);
  if (known?.spec === spec) return known.drift;
  const drift = objects(live)
    .filter(({ kind }) => kind === 'Deployment')
    .flatMap(wanted => driftOf(wanted, live));
  drifts.set(live, { spec, drift });
  return drift;
}

function processOf(
  place: PlaceFacts,
  subject: FlowerProcess['subject'],
  name: string,
  container: string,
  objects?: Wanted,
): FlowerProcess {
  const { spec, cluster, namespace, snapshot, authority } = place;
  const named = place.deployments.get(name);
  const isOwn =
    named && (isOf(named, spec.name) || isUnlabelled(named, spec.name));
  const deployment = isOwn ? named : undefined;
  const pods = sortPods(place.pods.get(name) ?? []).map(found =>
    podFacts(found, container, cluster),
  );
  const running = subject.kind === 'superlink' && pods.find(p => p.ready);
  const pod = running || pods[0];
  const text = pod && place.logOf(pod.name);
  const image = pod
    ? pod.image
    : deployment?.spec?.template?.spec?.containers?.find(
        c => c.name === container,
      )?.image;
  return {
    subject,
    cluster,
    namespace,
    name,
    status: snapshot?.status,
    heard: isHeard(snapshot?.status, PROCESSES),
    deployment,
    lost: !deployment && place.isLost(name),
    taken: isOwn ? undefined : named,
    drift:
      deployment && objects ? driftOfDeployment(spec, deployment, objects) : [],
    refused: deployment && condition(deployment, 'ReplicaFailure', 'True'),
    pods,
    pod,
    image,
    version: imageVersion(image),
    log: text ? superNodeLogFacts(text) : undefined,
    authority,
    authorityMissing:
      spec.workload.security !== 'insecure' &&
      deployment !== undefined &&
      !authority &&
      isHeard(snapshot?.status, CONFIG_MAPS),
  };
}

/** @internal */
export function superLinkProcess(
  spec: FlowerFederationSpec,
  snapshot: ClusterSnapshot | undefined,
  logs: LogEvidence[] = [],
): FlowerProcess {
  const { cluster, namespace } = spec.hub;
  const id = `${cluster}/${namespace}/${SUPERLINK_NAME}`;
  return processOf(
    placesIn(spec, snapshot ? [snapshot] : [], logs)(cluster, namespace),
    { kind: 'superlink', id, label: 'SuperLink' },
    SUPERLINK_NAME,
    SUPERLINK_CONTAINER,
    live =>
      superLinkObjects(spec, platformOf(live), undefined, isPersistent(live)),
  );
}

/** Names of the federation's SuperNode Deployments in one place, whether they are in the spec or not. */
function deployedNames(
  spec: FlowerFederationSpec,
  { deployments }: PlaceFacts,
): string[] {
  return [...deployments.values()]
    .filter(
      object =>
        isOf(object, spec.name) &&
        object.metadata.labels?.[COMPONENT_LABEL] === SUPERNODE_COMPONENT,
    )
    .map(({ metadata }) => metadata.name);
}

/** All SuperNodes of the spec, and the federation's other SuperNode Deployments in the same places. @internal */
export function superNodeProcesses(
  spec: FlowerFederationSpec,
  clusters: ClusterSnapshot[],
  logs: LogEvidence[] = [],
): SuperNodeProcess[] {
  const lookAt = placesIn(spec, clusters, logs);
  return spec.members.flatMap(member => {
    const { cluster, namespace, superNodes } = member;
    const place = lookAt(cluster, namespace);
    const wanted = new Map(superNodes.map(one => [one.name, one]));
    const all = new Set([...wanted.keys(), ...deployedNames(spec, place)]);
    return [...all].map((name, i) => {
      const id = `${cluster}/${namespace}/${name}`;
      const superNode = wanted.get(name);
      const { authorityMissing, ...process } = {
        ...processOf(
          place,
          { kind: 'supernode', id, label: `${member.name}/${name}` },
          name,
          SUPERNODE_CONTAINER,
          superNode &&
            (live =>
              superNodeObjects(spec, member, superNode, platformOf(live))),
        ),
        member: member.name,
        inSpec: superNode !== undefined,
      };
      return { ...process, authorityMissing: i === 0 && authorityMissing };
    });
  });
}
