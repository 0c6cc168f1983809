import { randomBytes } from 'node:crypto';
import type { KubeObject, SandboxClient } from '../client/types';
import { events } from '../client/resources';

/** So many Events wait at most to be written, as in Kubernetes' own recorder; those beyond are dropped. */
const QUEUE_LENGTH = 1000;

/** Writes Events about pods; the same one again raises its count instead of making another. */
export function createEventRecorder(client: SandboxClient, nodeName: string) {
  const seen = new Map<string, { name: string; count: number }>();
  let queue: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  const enqueue = (job: () => unknown) => {
    waiting += 1;
    const done = () => {
      waiting -= 1;
    };
    queue = queue.then(job).then(done, done);
  };

  const write = async (
    pod: KubeObject,
    type: string,
    reason: string,
    message: string,
    container?: string,
  ) => {
    const { namespace, name, uid } = pod.metadata;
    const now = new Date().toISOString().replace(/\.\d+/, '');
    const key = [uid, type, reason, message, container].join('|');
    const known = seen.get(key);
    if (known) {
      known.count += 1;
      await client.patch(events, namespace, known.name, {
        count: known.count,
        lastTimestamp: now,
      });
      return;
    }
    const eventName = `${name}.${randomBytes(8).toString('hex')}`;
    seen.set(key, { name: eventName, count: 1 });
    const scheduler = reason === 'Scheduled' || reason === 'FailedScheduling';
    const component = scheduler ? 'default-scheduler' : 'kubelet';
    await client.create(events, {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: eventName, namespace },
      involvedObject: {
        kind: 'Pod',
        apiVersion: 'v1',
        namespace,
        name,
        uid,
        ...(container && { fieldPath: `spec.containers{${container}}` }),
      },
      type,
      reason,
      message,
      count: 1,
      firstTimestamp: now,
      lastTimestamp: now,
      source: { component, ...(!scheduler && { host: nodeName }) },
      reportingComponent: component,
      reportingInstance: scheduler ? '' : nodeName,
    });
  };

  return {
    /** In order, in the background: an event that cannot be written is no reason to fail. */
    event(...args: Parameters<typeof write>): void {
      if (waiting < QUEUE_LENGTH) {
        enqueue(() => write(...args));
      }
    },
    /** Forgets a pod's events, when those that wait are written. */
    forget(uid: string | undefined): void {
      enqueue(() => {
        for (const key of seen.keys()) {
          if (key.startsWith(`${uid}|`)) {
            seen.delete(key);
          }
        }
      });
    },
  };
}
