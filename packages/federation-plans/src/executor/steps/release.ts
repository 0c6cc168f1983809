import { InputError } from '@backstage/errors';
import {
  ClusterClient,
  KubeObject,
  ObjectKey,
} from '@backstage-federation/kubernetes-clusters';
import { TAKEN_OVER_ANNOTATION } from '../../ownership/adopted';

/** What all of the project's labels and annotations begin with. */
const PREFIX = 'backstage-federation.dev/';

function withoutOurs(marks: Record<string, string> | undefined) {
  const ours = Object.keys(marks ?? {}).filter(key => key.startsWith(PREFIX));
  return Object.fromEntries(ours.map(key => [key, null]));
}

/**
 * Gives an object back that was there before the federation: what was added to it goes. Where fields of others were taken
 * over, or it could not be without what was added, its fields stay as they are, and only what marks it goes.
 *
 * @returns false when it is gone by now, or another one is in its place: nothing is made anew
 * @internal
 */
export async function release(
  client: ClusterClient,
  key: ObjectKey,
  object: KubeObject,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await giveBack(client, key, object, signal);
    return true;
  } catch (error) {
    const now = await client.get(key, { signal });
    if (now?.metadata.uid === object.metadata.uid) throw error;
    return false;
  }
}

async function giveBack(
  client: ClusterClient,
  key: ObjectKey,
  object: KubeObject,
  signal: AbortSignal,
): Promise<void> {
  const { type, namespace, name } = key;
  const { uid } = object.metadata;
  let left = object;
  if (!object.metadata.annotations?.[TAKEN_OVER_ANNOTATION]) {
    const { apiVersion, kind } = type;
    const nothing = { apiVersion, kind, metadata: { name, namespace } };
    try {
      // Whoever applies nothing gives up all fields; those that nobody else has go.
      const given = await client.apply(nothing, { uid, signal });
      left = given.object;
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
    }
  }
  const labels = withoutOurs(left.metadata.labels);
  const annotations = withoutOurs(left.metadata.annotations);
  if (Object.keys(labels).length + Object.keys(annotations).length) {
    const patch = { metadata: { uid, labels, annotations } };
    await client.mergePatch(key, patch, { signal });
  }
}
