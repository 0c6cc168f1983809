import type { KubeObject, ResourceType, SandboxClient } from '../client';

/** Resolves with an object as soon as the predicate holds. */
export function until(
  client: SandboxClient,
  type: ResourceType,
  namespace: string | undefined,
  name: string,
  predicate: (object: KubeObject) => boolean,
): Promise<KubeObject> {
  const abort = new AbortController();
  return new Promise(resolve => {
    client.watch(type, {
      namespace,
      signal: abort.signal,
      onUpsert: object => {
        if (
          object.metadata.name === name &&
          !abort.signal.aborted &&
          predicate(object)
        ) {
          abort.abort();
          resolve(object);
        }
      },
      onDelete: () => {},
    });
  });
}

/** Resolves when there is no such object, or none any more. */
export function untilGone(
  client: SandboxClient,
  type: ResourceType,
  namespace: string | undefined,
  name: string,
): Promise<void> {
  const abort = new AbortController();
  return new Promise(resolve => {
    const names = new Set<string>();
    const check = () => {
      if (!names.has(name)) {
        abort.abort();
        resolve();
      }
    };
    client.watch(type, {
      namespace,
      signal: abort.signal,
      onUpsert: object => names.add(object.metadata.name),
      onDelete: object => {
        names.delete(object.metadata.name);
        check();
      },
      onSync: check,
    });
  });
}
