import { randomBytes } from 'node:crypto';
import { KubeObject, resources, SandboxClient } from '../client';
import { timestamp } from './objects';
import { readTemplates } from './templates';

const template = readTemplates(require.resolve('./event.yaml'));

/** What an Event says. */
export interface EventText {
  type: 'Normal' | 'Warning';
  reason: string;
  message: string;
  component: string;
}

/** A new Event about an object. */
export function newEvent(about: KubeObject, event: EventText): KubeObject {
  const { apiVersion, kind, metadata } = about;
  const { name, namespace, uid, resourceVersion } = metadata;
  return template('event', {
    ...event,
    apiVersion,
    kind,
    name,
    namespace,
    uid,
    resourceVersion,
    suffix: randomBytes(8).toString('hex'),
    now: timestamp(),
  });
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
