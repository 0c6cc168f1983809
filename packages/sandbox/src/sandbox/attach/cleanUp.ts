import { setTimeout as pause } from 'node:timers/promises';
import { resources, SandboxClient } from '../../client';
import { isMarked } from './marks';

const TIMEOUT_MS = 60_000;

/**
 * Removes what an attached sandbox made for itself: Nodes, the pods that were bound to them, and the Skupper
 * installation. Also what one left that was killed.
 */
export async function cleanUp(client: SandboxClient): Promise<void> {
  const nodes = (await client.list(resources.nodes))
    .filter(isMarked)
    .map(({ metadata }) => metadata.name);
  const namespaces = (await client.list(resources.namespaces))
    .filter(isMarked)
    .map(({ metadata }) => metadata.name);
  for (const deployment of await client.list(resources.deployments)) {
    const { namespace, name } = deployment.metadata;
    if (isMarked(deployment)) {
      await client.delete(resources.deployments, namespace, name);
    }
  }
  for (const name of namespaces) {
    await client.delete(resources.namespaces, undefined, name);
  }
  for (const name of nodes) {
    await client.delete(resources.nodes, undefined, name);
  }
  const deadline = Date.now() + TIMEOUT_MS;
  for (;;) {
    // No kubelet is left that would end them in their grace period.
    const pods = (await client.list(resources.pods)).filter(pod =>
      nodes.includes(pod.spec?.nodeName),
    );
    for (const { metadata } of pods) {
      await client.delete(resources.pods, metadata.namespace, metadata.name, {
        uid: metadata.uid,
        gracePeriodSeconds: 0,
      });
    }
    const left = (await client.list(resources.namespaces)).some(
      ({ metadata }) => namespaces.includes(metadata.name),
    );
    if (!left && pods.length === 0) {
      return;
    }
    if (Date.now() > deadline) {
      throw new Error(
        `${client.cluster}: the namespace ${namespaces.join(
          ', ',
        )} does not end`,
      );
    }
    await pause(200);
  }
}
