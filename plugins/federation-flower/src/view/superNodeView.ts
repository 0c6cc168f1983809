import {
  FederationSpec,
  State,
  StateKind,
  SuperNodeView,
} from '@backstage-federation/plugin-federation-common';
import {
  ClusterSnapshot,
  ControlNode,
  ControlReading,
  SuperNodeLog,
} from '@backstage-federation/plugin-federation-node';
import { SuperNodeLogFacts, superNodeLogFacts } from '../facts/superNodeLog';
import { SUPERNODE_CONTAINER } from '../names';
import { lastHeartbeatMs, matchNodes, NodeMatches } from '../facts/matchNodes';
import { PodProblem, podProblem } from '../diagnose/podProblem';
import { imageVersion, isPodReady, mainContainer, podView } from '../facts/pods';
import { isHeard } from '../facts/isHeard';
import { connectionState, isoTime, podState } from '../diagnose/superNode';
import {
  keyOfSuperNode,
  SecurityCause,
  securityCause,
} from '../diagnose/keptOut';
import { SuperNodeParts, superNodeParts } from './targets';

/** A SuperNode with all that is known of it; findings are made from this. @internal */
export interface SuperNodeRow {
  parts: SuperNodeParts;
  view: SuperNodeView;
  problem?: PodProblem;
  facts?: SuperNodeLogFacts;
  node?: ControlNode;
  /** Why TLS or authentication keeps it out. */
  security?: SecurityCause;
}

/** Rows, and the nodes that are nobody's. @internal */
export interface SuperNodeRows {
  rows: SuperNodeRow[];
  foreign: ControlNode[];
  gone: ControlNode[];
}

function clusterState(parts: SuperNodeParts): State | undefined {
  const status = parts.snapshot?.status;
  if (isHeard(status)) return undefined;
  // Before the first list nothing is known; a stale cluster's objects are still the best there is.
  if (status?.state === 'connecting' && parts.deployment) return undefined;
  return {
    kind: 'unknown',
    word: 'Unknown',
    reason: status
      ? `Cluster ${parts.cluster} is ${status.state}.`
      : `Cluster ${parts.cluster} is not configured.`,
    ...(status ? { since: status.since } : {}),
  };
}

/**
 * Online nodes that are nobody's. As many as SuperNodes are not online are left out, oldest first: a process that was
 * killed stays online for a minute, and that of a cluster that is not heard runs on.
 */
function strangers(foreign: ControlNode[], rows: SuperNodeRow[]) {
  const missing = rows.filter(({ view }) => view.state.kind !== 'ready').length;
  return [...foreign]
    .sort((a, b) =>
      (a.lastActivatedAt ?? '').localeCompare(b.lastActivatedAt ?? ''),
    )
    .slice(missing);
}

function heartbeat(node: ControlNode | undefined): string | undefined {
  const ms = node && lastHeartbeatMs(node);
  return ms === undefined || node?.status === 'unregistered'
    ? undefined
    : new Date(Math.round(ms / 1000) * 1000).toISOString();
}

function viewOf(
  parts: SuperNodeParts,
  state: State,
  node: ControlNode | undefined,
  facts: SuperNodeLogFacts | undefined,
): SuperNodeView {
  const [pod] = parts.pods;
  const image = (
    pod?.spec?.containers ?? parts.deployment?.spec?.template?.spec?.containers
  )?.find(c => c.name === SUPERNODE_CONTAINER)?.image;
  const optional = {
    nodeId: node?.nodeId ?? facts?.nodeId,
    version: imageVersion(image),
    pod: pod && podView(pod, SUPERNODE_CONTAINER),
    lastHeartbeat: heartbeat(node),
    ref: parts.deployment && {
      cluster: parts.cluster,
      namespace: parts.namespace,
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      name: parts.name,
    },
  };
  return {
    id: parts.id,
    name: parts.name,
    member: parts.member,
    cluster: parts.cluster,
    namespace: parts.namespace,
    state,
    ...Object.fromEntries(
      Object.entries(optional).filter(([, value]) => value !== undefined),
    ),
  };
}

/** A node that no Deployment of the federation runs. @internal */
export function foreignNodeView(node: ControlNode): SuperNodeView {
  const since = isoTime(node.lastActivatedAt);
  const beat = heartbeat(node);
  return {
    id: `node/${node.nodeId}`,
    name: node.name ?? `…${node.nodeId.slice(-4)}`,
    nodeId: node.nodeId,
    state: {
      kind: 'ready',
      word: 'Online',
      reason: 'It is not one of this federation’s SuperNodes.',
      ...(since ? { since } : {}),
    },
    ...(beat ? { lastHeartbeat: beat } : {}),
  };
}

function factsByPod(logs: SuperNodeLog[]): Map<string, SuperNodeLogFacts> {
  const texts = new Map<string, string>();
  for (const { cluster, namespace, pod, text } of logs) {
    const key = `${cluster}/${namespace}/${pod}`;
    texts.set(key, [texts.get(key), text].filter(Boolean).join('\n'));
  }
  return new Map(
    [...texts].map(([key, text]) => [key, superNodeLogFacts(text)]),
  );
}

/** All SuperNodes with their states. @internal */
export function superNodeRows(
  spec: FederationSpec,
  clusters: ClusterSnapshot[],
  control: ControlReading | undefined,
  logs: SuperNodeLog[],
  superLink: StateKind,
  now: Date,
): SuperNodeRows {
  const logFacts = factsByPod(logs);
  const listed =
    control?.state === 'ok' ? control.nodes : control?.last?.nodes ?? [];
  const found = superNodeParts(spec, clusters).map(parts => {
    const [pod] = parts.pods;
    const problem = pod && podProblem(pod, SUPERNODE_CONTAINER);
    const facts =
      pod &&
      logFacts.get(`${parts.cluster}/${parts.namespace}/${pod.metadata.name}`);
    const key = keyOfSuperNode(parts);
    const notRunning = podState(parts, problem);
    return { parts, pod, problem, facts, key, notRunning };
  });
  const matches: NodeMatches = matchNodes(
    found.flatMap(({ parts, pod, facts, key }) =>
      pod && (isPodReady(pod) || key)
        ? [
            {
              id: parts.id,
              nodeId: facts?.nodeId,
              key,
              startedAt: mainContainer(pod, SUPERNODE_CONTAINER)?.state?.running
                ?.startedAt,
              retrying: facts?.connection === 'retrying',
            },
          ]
        : [],
    ),
    listed,
  );
  const { ambiguous } = matches;
  const hub = clusters.find(({ name }) => name === spec.hub.cluster);
  const rows = found.map(({ parts, problem, facts, key, notRunning }) => {
    const node = matches.nodes.get(parts.id);
    const security = securityCause({ spec, parts, hub, control, node, now });
    const online = control?.state === 'ok' && node?.status === 'online';
    const state =
      (online && (key || facts?.nodeId) ? undefined : clusterState(parts)) ??
      notRunning ??
      connectionState({
        node,
        facts,
        refusal: security?.reason,
        countedOnline: matches.online.has(parts.id),
        ambiguous: ambiguous.rows.has(parts.id)
          ? { online: ambiguous.online, rows: ambiguous.rows.size }
          : undefined,
        control,
        superLink,
      });
    return {
      parts,
      view: viewOf(parts, state, node, facts),
      problem,
      facts,
      node,
      security,
    };
  });
  return {
    rows,
    foreign: control?.state === 'ok' ? strangers(matches.foreign, rows) : [],
    gone: matches.gone,
  };
}
