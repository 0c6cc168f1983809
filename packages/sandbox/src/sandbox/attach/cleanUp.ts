import { resources, SandboxClient } from '../../client';
import { eventually } from '../../shared/sleep';
import { deleteMarked } from './marks';

/**
 * Removes what an attached sandbox made for itself: Nodes, the pods that were bound to them, and the Skupper
 * installation. Also what one left that was killed.
 */
export async function cleanUp(client: SandboxClient): Promise<void> {
  await deleteMarked(client, resources.deployments);
  const namespaces = await deleteMarked(client, resources.namespaces);
  await deleteMarked(client, resources.storageClasses);
  const nodes = await deleteMarked(client, resources.nodes);
  await eventually(async () => {
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
    const left = await client.list(resources.namespaces);
    return (
      pods.length === 0 &&
      !left.some(({ metadata }) => namespaces.includes(metadata.name))
    );
  }, `${client.cluster}: the namespace ${namespaces.join(', ')} does not end`);
}
