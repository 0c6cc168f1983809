import { isDeepStrictEqual } from 'node:util';
import {
  KubeObject,
  KubeStatusError,
  ResourceType,
  SandboxClient,
} from '../client';

export { isDeepStrictEqual as isEqual };

/** An owner reference in the form that controllers write. */
export function ownerReference(
  owner: KubeObject,
  flags: { controller?: boolean } = {},
) {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid!,
    ...(flags.controller && { controller: true, blockOwnerDeletion: true }),
  };
}

export function isOwnedBy(object: KubeObject, uid: string | undefined) {
  return (
    uid !== undefined &&
    (object.metadata.ownerReferences ?? []).some(owner => owner.uid === uid)
  );
}

/** Without fields whose value is undefined, as JSON would have it. */
export function compact<T>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}

/** RFC 3339 in whole seconds, as Kubernetes writes times. */
export function timestamp(date: Date = new Date()): string {
  return date.toISOString().replace(/\.\d+Z$/, 'Z');
}

export function isPodReady(pod: KubeObject): boolean {
  return (
    pod.status?.conditions?.find((c: any) => c.type === 'Ready')?.status ===
    'True'
  );
}

/** Compares labels with a `matchLabels` map. */
export function matchesLabels(
  labels: Record<string, string> | undefined,
  selector: Record<string, string> | undefined,
): boolean {
  return Object.entries(selector ?? {}).every(
    ([key, value]) => labels?.[key] === value,
  );
}

/** Creates an object unless there is one of its name. */
export async function createIfMissing(
  client: SandboxClient,
  type: ResourceType,
  object: KubeObject,
): Promise<void> {
  try {
    await client.create(type, object);
  } catch (error) {
    const isThere =
      error instanceof KubeStatusError && error.reason === 'AlreadyExists';
    if (!isThere) {
      throw error;
    }
  }
}
