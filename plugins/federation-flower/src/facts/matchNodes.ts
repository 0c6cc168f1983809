import { ControlNode } from '../control/types';
import { sha256 } from '../security/superNodeKey';

/** What is known of a SuperNode's process, for finding its node. */
export interface ProcessFacts {
  /** Id of the row. */
  id: string;
  /** From its log. */
  nodeId?: string;
  /** SHA-256 of its public key's PEM, where it has a key of its own: then nothing else decides. */
  key?: string;
  /** ISO 8601 start of the container. */
  startedAt?: string;
  /** Its log says that it looks for its SuperLink. */
  retrying: boolean;
}

/** What matching found. */
export interface NodeMatches {
  /** Node of a row, where known. */
  nodes: Map<string, ControlNode>;
  /** Rows of which it is only known that they are online, as all are. */
  online: Set<string>;
  /** Rows of which some are online, but nobody can tell which. */
  ambiguous: { rows: Set<string>; online: number };
  /** Online nodes that belong to no row. */
  foreign: ControlNode[];
  /** Nodes of SuperNodes that have ended and are still listed. */
  gone: ControlNode[];
}

/** A SuperNode activates within this many seconds of its start, unless it has to wait; clocks differ a little. */
const EARLIEST_S = -5;
const LATEST_S = 45;

/** Milliseconds since the epoch, estimated: `online_until` is two intervals after the last heartbeat. @internal */
export function lastHeartbeatMs(node: ControlNode): number | undefined {
  return node.onlineUntil === undefined
    ? undefined
    : (node.onlineUntil - 2 * node.heartbeatInterval) * 1000;
}

/** Which nodes each process may be by its start, and the other way round. */
function candidatesByTime(processes: ProcessFacts[], nodes: ControlNode[]) {
  const activated = nodes.map(node => Date.parse(node.lastActivatedAt ?? ''));
  const nodesOf = new Map<ProcessFacts, Set<ControlNode>>();
  const processesOf = new Map<ControlNode, Set<ProcessFacts>>(
    nodes.map(node => [node, new Set()]),
  );
  for (const process of processes) {
    const started = Date.parse(process.startedAt ?? '');
    const fitting = nodes.filter((node, index) => {
      if (process.retrying && node.status === 'online') return false;
      const seconds = (activated[index] - started) / 1000;
      return seconds >= EARLIEST_S && seconds <= LATEST_S;
    });
    nodesOf.set(process, new Set(fitting));
    for (const node of fitting) processesOf.get(node)!.add(process);
  }
  return { nodesOf, processesOf };
}

/** Matches pairs that are the only ones possible for both sides. What fits more than one stays open. */
function matchByTime(
  processes: ProcessFacts[],
  nodes: ControlNode[],
  matched: Map<string, ControlNode>,
): { left: ProcessFacts[]; free: ControlNode[] } {
  const { nodesOf, processesOf } = candidatesByTime(processes, nodes);
  const taken = new Set<ControlNode>();
  for (const [process, candidates] of nodesOf) {
    const [node] = candidates;
    if (candidates.size === 1 && processesOf.get(node)!.size === 1) {
      matched.set(process.id, node);
      taken.add(node);
    }
  }
  return {
    left: processes.filter(({ id }) => !matched.has(id)),
    free: nodes.filter(node => !taken.has(node)),
  };
}

/**
 * The node of a process that looks for nothing while no node is left that is online: of those that may be its own by
 * their time, the one that was heard last.
 */
function lostNode(
  process: ProcessFacts,
  offline: ControlNode[],
): ControlNode | undefined {
  const { nodesOf } = candidatesByTime([process], offline);
  return [...nodesOf.get(process)!]
    .sort((a, b) => (a.onlineUntil ?? 0) - (b.onlineUntil ?? 0))
    .at(-1);
}

/** A node that stopped beating before a process of ours became active is that process's predecessor, most likely. */
function isPredecessor(node: ControlNode, successors: ControlNode[]): boolean {
  const beat = lastHeartbeatMs(node);
  return successors.some(
    ({ lastActivatedAt }) =>
      beat !== undefined &&
      lastActivatedAt !== undefined &&
      Date.parse(lastActivatedAt) > beat,
  );
}

/** The nodes that keys were registered for; one that was unregistered only when there is no other. */
function nodesByKey(listed: ControlNode[]): Map<string, ControlNode> {
  const byKey = new Map<string, ControlNode>();
  for (const node of listed) {
    const key = node.publicKey && sha256(node.publicKey);
    if (!key) continue;
    const known = byKey.get(key);
    const isBetter =
      known?.status === 'unregistered' && node.status !== 'unregistered';
    if (!known || isBetter) byKey.set(key, node);
  }
  return byKey;
}

/**
 * Finds which node of the SuperLink is which SuperNode.
 *
 * A registered key tells at once. Otherwise, a SuperNode prints its id from 1.24 on. For 1.23 there is nothing but the time: a node is activated soon after its
 * container started. Where that fits more than one, only the number of online nodes is used: when there are as many as
 * running SuperNodes, all are online; when there are fewer, nobody can tell which, and the result says so.
 *
 * @param processes - running SuperNodes
 * @internal
 */
export function matchNodes(
  processes: ProcessFacts[],
  listed: ControlNode[],
): NodeMatches {
  const nodes = new Map<string, ControlNode>();
  const byId = new Map(listed.map(node => [node.nodeId, node]));
  const byKey = nodesByKey(listed);
  for (const { id, nodeId, key } of processes) {
    const node = key ? byKey.get(key) : nodeId && byId.get(nodeId);
    if (node) nodes.set(id, node);
  }
  const taken = new Set([...nodes.values()].map(({ nodeId }) => nodeId));
  const { left, free } = matchByTime(
    // A process that knows its id and is not listed has been forgotten by a SuperLink that restarted.
    processes.filter(
      ({ id, nodeId, key }) => !nodes.has(id) && !nodeId && !key,
    ),
    listed.filter(
      node => !taken.has(node.nodeId) && node.status !== 'unregistered',
    ),
    nodes,
  );

  const offline = free.filter(({ status }) => status === 'offline');
  const lost = left.filter(({ retrying }) => retrying);
  if (lost.length === 1 && offline.length === 1) {
    nodes.set(lost[0].id, offline[0]);
  }

  const anyOnline = free.filter(({ status }) => status === 'online');
  const candidates = left.filter(({ retrying }) => !retrying);
  if (candidates.length === 1 && !anyOnline.length) {
    const node = lostNode(candidates[0], offline);
    if (node) nodes.set(candidates[0].id, node);
  }
  const online = new Set<string>();
  const ambiguous = { rows: new Set<string>(), online: 0 };
  let rest = anyOnline;
  if (candidates.length && anyOnline.length >= candidates.length) {
    for (const { id } of candidates) online.add(id);
    // Which of them is which stays open, unless there is just one of each.
    if (candidates.length === 1 && anyOnline.length === 1) {
      nodes.set(candidates[0].id, anyOnline[0]);
    }
    rest = anyOnline.slice(candidates.length);
  } else if (anyOnline.length) {
    for (const { id } of candidates) ambiguous.rows.add(id);
    ambiguous.online = anyOnline.length;
    rest = candidates.length ? [] : anyOnline;
  }

  const successors = [...nodes.values()];
  const foreign = rest.filter(node => !isPredecessor(node, successors));
  const matched = new Set([...nodes.values()].map(({ nodeId }) => nodeId));
  const gone = listed.filter(
    node =>
      !matched.has(node.nodeId) &&
      (node.status === 'offline' || node.status === 'unregistered'),
  );
  return { nodes, online, ambiguous, foreign, gone };
}
