import type { KubeObject, ResourceType, SandboxClient } from '../../client';

/** Label of everything that an attached sandbox makes for itself in a cluster, so that it is known again. */
export const SANDBOX_LABEL = 'backstage-federation.dev/sandbox';

export const MARK = { [SANDBOX_LABEL]: 'attached' };

/** Whether an attached sandbox made an object for itself. */
export function isMarked(object: KubeObject | undefined): boolean {
  return object?.metadata.labels?.[SANDBOX_LABEL] !== undefined;
}

/** Deletes what an attached sandbox made of a type for itself. @returns the names */
export async function deleteMarked(
  client: SandboxClient,
  type: ResourceType,
): Promise<string[]> {
  const marked = (await client.list(type)).filter(isMarked);
  for (const { metadata } of marked) {
    await client.delete(type, metadata.namespace, metadata.name);
  }
  return marked.map(({ metadata }) => metadata.name);
}
