import { randomBytes } from 'node:crypto';
import { KubeObject, resources, SandboxClient } from '../client';
import { timestamp } from './objects';

/** What an Event says. */
export interface EventText {
  type: 'Normal' | 'Warning';
  reason: string;
  message: string;
  component: string;
}

/** A new Event about an object. */
export function newEvent(about: KubeObject, event: EventText): KubeObject {
  const { name, namespace, uid, resourceVersion } = about.metadata;
  const { type, reason, message, component } = event;
  const now = timestamp();
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${name}.${randomBytes(8).toString('hex')}`, namespace },
    involvedObject: {
      kind: about.kind,
      apiVersion: about.apiVersion,
      namespace,
      name,
      uid,
      resourceVersion,
    },
    type,
    reason,
    message,
    source: { component },
    reportingComponent: component,
    firstTimestamp: now,
    lastTimestamp: now,
    count: 1,
  };
}

/** Records an Event. Events are a courtesy: a failure to write one is ignored. */
export async function recordEvent(
  client: SandboxClient,
  about: KubeObject,
  event: EventText,
): Promise<void> {
  await client
    .create(resources.events, newEvent(about, event))
    .catch(() => undefined);
}
