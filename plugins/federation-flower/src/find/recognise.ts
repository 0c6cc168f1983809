import { KubeDeployment } from '@backstage-federation/kubernetes-clusters';
import {
  FEDERATION_LABEL,
  flowerTexts,
  FlowerView,
  flowerWorkloadSchema,
  renderPhrase,
  State,
  SuperLinkView,
  SuperNodeSpec,
  SuperNodeView,
  WorkloadSecurity,
} from '@backstage-federation/plugin-federation-common';
import {
  ClusterSnapshot,
  compareText,
  FoundNetwork,
  RecognisedWorkload,
} from '@backstage-federation/plugin-federation-node';
import { ready, unknown, waiting } from '../diagnose/diagnosis';
import { condition, imageVersion } from '../facts/pods';
import { flowerContainer, FlowerRole } from './flowerContainer';

/** A Deployment that runs Flower, and where. */
interface Found {
  role: FlowerRole;
  cluster: string;
  namespace: string;
  /** Of the network; absent for the hub's place. */
  member?: string;
  name: string;
  image?: string;
  args: string[];
  state: State;
}

function stateOf(
  deployment: KubeDeployment,
  { status }: ClusterSnapshot,
): State {
  if (['stale', 'unreachable'].includes(status.state)) {
    const reason = `cluster-${status.state}`;
    const params = { cluster: status.name };
    return unknown(reason, { params, since: status.since });
  }
  const available = condition(deployment, 'Available', 'True');
  return available
    ? ready(undefined, { since: available.lastTransitionTime })
    : waiting('pod-awaited');
}

/** What of Flower runs in a namespace, whoever made it. */
function foundIn(
  place: { cluster: string; namespace: string; name?: string },
  clusters: ClusterSnapshot[],
): Found[] {
  const { cluster, namespace, name: member } = place;
  const snapshot = clusters.find(({ name }) => name === cluster);
  const deployments = (snapshot?.objects('Deployment', namespace) ??
    []) as KubeDeployment[];
  return deployments.flatMap(deployment => {
    const container = flowerContainer(deployment);
    if (!container || deployment.metadata.labels?.[FEDERATION_LABEL]) return [];
    return [
      {
        ...container,
        cluster,
        namespace,
        member,
        name: deployment.metadata.name,
        state: stateOf(deployment, snapshot!),
      },
    ];
  });
}

const referenceOf = ({ cluster, namespace, name }: Found) => ({
  cluster,
  namespace,
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  name,
});

function superNodeView(found: Found): SuperNodeView {
  const { cluster, namespace, name, member, image, state } = found;
  const version = imageVersion(image);
  return {
    id: `${cluster}/${namespace}/${name}`,
    name,
    ...(member ? { member } : {}),
    cluster,
    namespace,
    state,
    ...(version ? { version } : {}),
    ref: referenceOf(found),
  };
}

function superLinkView(found: Found): SuperLinkView {
  const { cluster, namespace, name, image, state } = found;
  return {
    cluster,
    namespace,
    name,
    version: imageVersion(image) ?? '',
    ...(image ? { image } : {}),
    state,
    pods: [],
    controlApi: unknown('control-api-not-asked'),
    ref: referenceOf(found),
  };
}

/** By the arguments of a SuperLink, or else of a SuperNode. */
function securityOf(processes: Found[]): WorkloadSecurity | undefined {
  const args = processes.flatMap(found => found.args);
  if (!processes.length) return undefined;
  if (args.some(arg => arg === '--insecure')) return 'insecure';
  return args.some(arg =>
    /^--(enable-supernode-auth|auth-supernode-private-key)/.test(arg),
  )
    ? 'supernode-auth'
    : 'tls';
}

function nodeConfigOf(args: string[]): string | undefined {
  const at = args.findIndex(arg => /^--node-config(=|$)/.test(arg));
  const [, inline] = at < 0 ? [] : args[at].split(/=(.*)/s);
  return at < 0 ? undefined : inline ?? args[at + 1];
}

/** As few words as name the same SuperNodes: how many, where they have the usual names. */
function superNodesOf(found: Found[]): number | SuperNodeSpec[] {
  const nodes = found.map(({ name, args }) => {
    const nodeConfig = nodeConfigOf(args);
    return { name, ...(nodeConfig ? { nodeConfig } : {}) };
  });
  return nodes.every(
    ({ name, nodeConfig }, i) =>
      name === `supernode-${i + 1}` && nodeConfig === undefined,
  )
    ? nodes.length
    : nodes;
}

/** The mirror that an image comes from, where it has the image under its usual name. */
function registryOf({ image = '' }: { image?: string }): {
  imageRegistry?: string;
} {
  const [, registry] = /^(.+)\/flwr\/super(?:link|node):/.exec(image) ?? [];
  const { data } = flowerWorkloadSchema.shape.imageRegistry.safeParse(registry);
  return data && data !== 'docker.io' ? { imageRegistry: data } : {};
}

/**
 * SuperLink and SuperNodes in the places of a network that somebody made by hand: Deployments that run Flower's images.
 * Whether they are connected is not asked.
 *
 * @internal
 */
export function recogniseFlower(
  { hub, members }: FoundNetwork,
  clusters: ClusterSnapshot[],
): RecognisedWorkload | undefined {
  const { cluster, namespace } = hub;
  const found = [
    ...foundIn({ cluster, namespace }, clusters),
    ...members.flatMap(member => foundIn(member, clusters)),
  ];
  if (!found.length) return undefined;
  const links = found.filter(({ role }) => role === 'superlink');
  const nodes = found.filter(({ role }) => role === 'supernode');
  const [superLink] = links;
  const version = imageVersion((superLink ?? nodes[0]).image);
  const security = securityOf(superLink ? [superLink] : nodes);
  const superNodes = nodes
    .map(superNodeView)
    .sort((a, b) => compareText(a.id, b.id));
  const count = superNodes.length;
  const supernodes = renderPhrase(flowerTexts, 'supernodes', { count });
  const said = superLink
    ? renderPhrase(flowerTexts, 'superlink-and-supernodes', { supernodes })
    : supernodes;
  const view: FlowerView = {
    kind: 'flower',
    version: version ?? '',
    security: security ?? '',
    ...(superLink ? { superLink: superLinkView(superLink) } : {}),
    superNodes,
  };
  return {
    workload: {
      kind: 'flower',
      ...(version ? { version } : {}),
      ...(security ? { security } : {}),
      ...registryOf(superLink ?? nodes[0]),
    },
    members: members.map(member => ({
      ...member,
      superNodes: superNodesOf(
        nodes.filter(node => node.member === member.name),
      ),
    })),
    part: {
      view,
      rows: [...superNodes, ...links],
      counts: [
        {
          id: 'superNodes',
          label: 'SuperNodes',
          ready: superNodes.filter(({ state }) => state.kind === 'ready')
            .length,
          total: count,
        },
      ],
      summary: { starting: said, healthy: said },
      findings: [],
    },
  };
}
