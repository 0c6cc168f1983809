import { StateKind } from '@backstage-federation/plugin-federation-common';
import { ControlNode, ControlReading } from '../control/types';
import { PUBLIC_KEY_ANNOTATION } from '../names';
import { FlowerContext } from './context';
import { matchNodes, NodeMatches } from './matchNodes';
import { SuperNodeProcess } from './process';

/** All that is known of a SuperNode. @internal */
export interface SuperNodeFacts extends SuperNodeProcess, FlowerContext {
  superLink: {
    state: StateKind;
    version: string;
    /** The certificate of its authority. */
    authority?: string;
  };
  /** SHA-256 of the public key that it runs with. */
  key?: string;
  node?: ControlNode;
  /** The SuperLink says that its node is online. */
  online: boolean;
  /** Known to be online, though not as which node. */
  countedOnline: boolean;
  /** Some of several are online, this one or another. */
  ambiguous?: { online: number; total: number };
}

function keyOf({ pod, deployment }: SuperNodeProcess): string | undefined {
  const annotations =
    pod?.annotations ?? deployment?.spec?.template?.metadata?.annotations;
  return annotations?.[PUBLIC_KEY_ANNOTATION];
}

/** Which nodes of the SuperLink are which SuperNodes. @internal */
export function matchProcesses(
  processes: SuperNodeProcess[],
  control: ControlReading | undefined,
): NodeMatches {
  return matchNodes(
    processes.flatMap(process => {
      const { subject, pod, log } = process;
      const key = keyOf(process);
      return pod && (pod.ready || key)
        ? [
            {
              id: subject.id,
              nodeId: log?.nodeId,
              key,
              startedAt: pod.container?.state?.running?.startedAt,
              retrying: log?.connection === 'retrying',
            },
          ]
        : [];
    }),
    control?.state === 'ok' ? control.nodes : control?.last?.nodes ?? [],
  );
}

/** @internal */
export function superNodeFacts(
  process: SuperNodeProcess,
  superLink: SuperNodeFacts['superLink'],
  { nodes, online, ambiguous }: NodeMatches,
  context: FlowerContext,
): SuperNodeFacts {
  const { id } = process.subject;
  const node = nodes.get(id);
  return {
    ...context,
    ...process,
    superLink,
    key: keyOf(process),
    node,
    online: context.control?.state === 'ok' && node?.status === 'online',
    countedOnline: online.has(id),
    ambiguous: ambiguous.rows.has(id)
      ? { online: ambiguous.online, total: ambiguous.rows.size }
      : undefined,
  };
}
