import { randomBytes } from 'node:crypto';
import { KubeObject, resources, SandboxClient } from '../../client';
import { timestamp } from './objects';

/** Records a Kubernetes Event about an object. Events are a courtesy: a failure to write one is ignored. */
export async function recordEvent(
  client: SandboxClient,
  about: KubeObject,
  event: {
    type: 'Normal' | 'Warning';
    reason: string;
    message: string;
    component: string;
  },
): Promise<void> {
  const { name, namespace, uid, resourceVersion } = about.metadata;
  const now = timestamp();
  await client
    .create(resources.events, {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: {
        name: `${name}.${randomBytes(8).toString('hex')}`,
        namespace,
      },
      involvedObject: {
        kind: about.kind,
        apiVersion: about.apiVersion,
        namespace,
        name,
        uid,
        resourceVersion,
      },
      type: event.type,
      reason: event.reason,
      message: event.message,
      source: { component: event.component },
      reportingComponent: event.component,
      firstTimestamp: now,
      lastTimestamp: now,
      count: 1,
    })
    .catch(() => undefined);
}
