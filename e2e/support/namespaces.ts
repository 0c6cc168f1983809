import { setTimeout as pause } from 'node:timers/promises';
import { Kube, KubeError } from './kube';

const PATH = '/api/v1/namespaces';

/** Names of the namespaces that a run made. */
export async function namespacesOf(kube: Kube, run: string): Promise<string[]> {
  return (await kube.list(PATH))
    .map(({ metadata }) => metadata.name as string)
    .filter(name => name.endsWith(`-${run}`));
}

/** Deletes the namespaces that a run made, and waits until they are gone. */
export async function deleteNamespacesOf(
  kube: Kube,
  run: string,
  timeoutMs = 90_000,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (const name of await namespacesOf(kube, run)) {
    await kube.send('DELETE', `${PATH}/${name}`).catch(ignoreGone);
  }
  for (;;) {
    const left = await namespacesOf(kube, run);
    if (!left.length) return;
    if (Date.now() > deadline) {
      throw new Error(`The namespaces ${left.join(', ')} do not end.`);
    }
    await pause(200);
  }
}

function ignoreGone(error: unknown): void {
  if (error instanceof KubeError && [404, 409].includes(error.code)) return;
  throw error;
}
