import { KubeObject, resources, SandboxClient } from '../client';
import { EventText, newEvent } from '../shared/events';
import { timestamp } from '../shared/objects';

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
    type: EventText['type'],
    reason: string,
    message: string,
    container?: string,
  ) => {
    const { namespace, name, uid } = pod.metadata;
    const key = [uid, type, reason, message, container].join('|');
    const known = seen.get(key);
    if (known) {
      known.count += 1;
      await client.patch(resources.events, namespace, known.name, {
        count: known.count,
        lastTimestamp: timestamp(),
      });
      return;
    }
    const scheduler = reason === 'Scheduled' || reason === 'FailedScheduling';
    const component = scheduler ? 'default-scheduler' : 'kubelet';
    const event = newEvent(
      { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace, uid } },
      { type, reason, message, component },
    );
    seen.set(key, { name: event.metadata.name, count: 1 });
    await client.create(resources.events, {
      ...event,
      involvedObject: {
        ...event.involvedObject,
        ...(container && { fieldPath: `spec.containers{${container}}` }),
      },
      source: { component, ...(!scheduler && { host: nodeName }) },
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
