import {
  State,
  StateKind,
} from '@backstage-federation/plugin-federation-common';
import {
  ControlReading,
  ControlNode,
} from '@backstage-federation/plugin-federation-node';
import { SUPERNODE_CONTAINER } from '../names';
import { SuperNodeLogFacts } from '../facts/superNodeLog';
import { isPodReady, mainContainer } from '../facts/pods';
import { PodProblem } from './podProblem';
import { SuperNodeParts } from '../view/targets';

/** Seconds of vain tries after which a SuperNode is called offline rather than starting. */
export const USUAL_WAIT_S = 60;

/** Normalises a time, which Flower gives with microseconds and offset. @internal */
export function isoTime(text: string | undefined): string | undefined {
  const ms = text ? Date.parse(text) : NaN;
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

/** Leaves out what is undefined, so that equal states are equal JSON. */
function state(
  kind: State['kind'],
  word: string,
  reason?: string,
  since?: string,
): State {
  return {
    kind,
    word,
    ...(reason ? { reason } : {}),
    ...(since ? { since } : {}),
  };
}

/** State of a SuperNode whose process does not run, or undefined when it runs. @internal */
export function podState(
  parts: SuperNodeParts,
  problem: PodProblem | undefined,
): State | undefined {
  const { deployment, name } = parts;
  const [pod] = parts.pods;
  if (!deployment) {
    return state('down', 'Down', `Deployment ${name} does not exist.`);
  }
  if ((deployment.spec?.replicas ?? 1) === 0) {
    return state('down', 'Down', `Deployment ${name} is scaled to 0.`);
  }
  if (!pod) {
    const refused = deployment.status?.conditions?.find(
      c => c.type === 'ReplicaFailure' && c.status === 'True',
    );
    return refused
      ? state(
          'down',
          'Down',
          `The cluster makes no pod: ${refused.message}`,
          isoTime(refused.lastTransitionTime),
        )
      : state('progressing', 'Starting', 'Waiting for its pod.');
  }
  const since = isoTime(
    pod.status?.conditions?.find(c => c.type === 'Ready')?.lastTransitionTime ??
      pod.metadata.creationTimestamp,
  );
  if (problem) {
    return problem.cause === 'unschedulable' && !problem.final
      ? state('degraded', 'Starting', problem.title, since)
      : state('down', 'Down', problem.title, since);
  }
  if (isPodReady(pod)) return undefined;
  const waiting = mainContainer(pod, SUPERNODE_CONTAINER)?.state?.waiting
    ?.reason;
  return state(
    'progressing',
    'Starting',
    pod.metadata.deletionTimestamp
      ? 'Its old pod is ending.'
      : `Its pod is starting${
          waiting && waiting !== 'ContainerCreating' ? ` (${waiting})` : ''
        }.`,
    since,
  );
}

/** What a running SuperNode's state depends on. @internal */
export interface RunningSuperNode {
  node?: ControlNode;
  facts?: SuperNodeLogFacts;
  /** Why TLS or authentication keeps it out. */
  refusal?: string;
  /** Known to be online, though not as which node. */
  countedOnline: boolean;
  /** Some of several are online, this one or another. */
  ambiguous?: { online: number; rows: number };
  control: ControlReading | undefined;
  superLink: StateKind;
}

/** State of a SuperNode whose process runs. @internal */
export function connectionState(running: RunningSuperNode): State {
  const { node, facts, control } = running;
  if (running.superLink === 'progressing') {
    return state('progressing', 'Starting', 'Waiting for the SuperLink.');
  }
  if (running.superLink !== 'ready' && control?.state !== 'ok') {
    return state(
      'unknown',
      'Unknown',
      running.superLink === 'down'
        ? 'The SuperLink is down.'
        : 'It is not known whether the SuperLink runs.',
    );
  }
  if (!control) {
    return state(
      'progressing',
      'Starting',
      'The SuperLink has not been asked yet.',
    );
  }
  if (control.state === 'failed') {
    return state(
      'unknown',
      'Unknown',
      'The SuperLink’s Control API does not answer.',
      isoTime(control.since),
    );
  }
  if (node?.status === 'online') {
    return state('ready', 'Online', undefined, isoTime(node.lastActivatedAt));
  }
  if (running.countedOnline) return state('ready', 'Online');
  if (running.refusal) return state('down', 'Down', running.refusal);
  if (facts?.failure) {
    return state(
      'down',
      'Down',
      facts.failure.cause === 'hangs'
        ? 'Its process hangs.'
        : 'The SuperLink does not let it in.',
    );
  }
  if (node?.status === 'offline') {
    return state(
      'down',
      'Offline',
      'No heartbeat reaches the SuperLink.',
      isoTime(node.lastDeactivatedAt),
    );
  }
  if (node?.status === 'unregistered') {
    return state(
      'down',
      'Offline',
      'It was unregistered.',
      isoTime(node.unregisteredAt),
    );
  }
  if (facts?.connection === 'retrying') {
    return facts.waited >= USUAL_WAIT_S
      ? state('down', 'Offline', 'It cannot reach the SuperLink.')
      : state(
          'progressing',
          'Starting',
          'It does not reach the SuperLink yet.',
        );
  }
  if (running.ambiguous) {
    const { online, rows } = running.ambiguous;
    return state(
      'unknown',
      'Unknown',
      `${online} of ${rows} are online, but this Flower release does not tell which.`,
    );
  }
  return facts?.nodeId
    ? state(
        'progressing',
        'Starting',
        'The SuperLink has restarted and does not know it yet.',
      )
    : state('progressing', 'Starting', 'It has not connected yet.');
}
