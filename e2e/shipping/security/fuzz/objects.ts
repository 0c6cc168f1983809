import assert from 'node:assert/strict';
import fc from 'fast-check';
import { specConfigMap } from '../../../../packages/federation-plans/src';
import { KubeObject } from '../../../../packages/kubernetes-clusters/src';
import { HeldClusters } from '../../../../plugins/federation-backend/src/__testUtils__/heldClusters';
import { FederationStore } from '../../../../plugins/federation-backend/src/store/FederationStore';
import { flower } from '../../../../plugins/federation-flower/src';
import { FederationAdapters } from '../../../../plugins/federation-node/src';
import { skupper } from '../../../../plugins/federation-skupper/src';
import {
  objectsAtEnd,
  Placed,
  sceneSpec,
} from '../../../../plugins/federation-skupper/src/__testUtils__/replay';
import { SCENES } from '../../../../plugins/federation-skupper/src/__testUtils__/scenes';
import { mockServices } from '@backstage/backend-test-utils';
import { changed, changes } from './odd';
import { FuzzTarget, holdsFor } from './target';

/** Odd in what its owner may write: not in what names it, which the API server holds to be text; and all of it came as JSON. */
function oddly(object: KubeObject, odd: Parameters<typeof changed>[1]) {
  const { apiVersion, kind, metadata, ...content } = object;
  const { name, namespace, ...rest } = metadata;
  const touched: any = changed({ ...content, metadata: rest }, odd);
  const sent = JSON.parse(JSON.stringify(touched) ?? 'null');
  return {
    ...Object(sent),
    apiVersion,
    kind,
    metadata: { ...Object(Object(sent).metadata), name, namespace },
  } as KubeObject;
}

async function viewOf(name: string, objects: Placed[]) {
  const spec = sceneSpec(SCENES[name]);
  const clusters = [spec.hub, ...spec.members, ...objects].map(
    place => place.cluster,
  );
  const held = new HeldClusters([...new Set(clusters)]);
  held.put(spec.hub.cluster, specConfigMap(spec, '2026-01-01T00:00:00Z'));
  for (const { cluster, object } of objects) held.put(cluster, object);
  const abort = new AbortController();
  const store = FederationStore.start({
    // Nothing answers behind these pods.
    adapters: new FederationAdapters([
      skupper,
      { ...flower, probe: undefined },
    ]),
    clusters: held.clusters,
    logger: mockServices.logger.mock(),
    signal: abort.signal,
    options: { debounceMs: 1 },
  });
  await store.settled(abort.signal);
  const found = store.get('fed');
  abort.abort();
  return found!.current.view;
}

export const objects: FuzzTarget = {
  name: 'objects of the clusters, as a view shows them',
  inputs: 1_400,
  async start() {
    const scenes = Object.keys(SCENES);
    const known = new Map(
      scenes.map(scene => [scene, objectsAtEnd(SCENES[scene])]),
    );
    const inputs = fc.record({
      scene: fc.constantFrom(...scenes),
      odd: fc.array(fc.tuple(fc.nat(60), changes(2)), { maxLength: 4 }),
    });
    const property = holdsFor(inputs, async ({ scene, odd }) => {
      const given = [...known.get(scene)!];
      for (const [place, all] of odd) {
        const at = place % given.length;
        const { cluster, object } = given[at];
        given[at] = { cluster, object: oddly(object, all) };
      }
      const view = await viewOf(scene, given);
      assert.doesNotMatch(view.sentence, /cannot be shown/);
      assert.deepEqual(JSON.parse(JSON.stringify(view)), view);
      // Equal states are equal views, in whichever order they came.
      const again = await viewOf(scene, [...given].reverse());
      assert.deepEqual(again, view);
    });
    return { property };
  },
};
