import { mockServices } from '@backstage/backend-test-utils';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import {
  flowerSpec,
  parseFederationSpec,
} from '@backstage-federation/plugin-federation-common';
import { FederationAdapters } from '@backstage-federation/plugin-federation-node';
import { flower } from '../../../federation-flower/src/flower';
import flowerFeature from '../../../federation-flower/src';
import {
  superLinkObjects,
  superNodeObjects,
} from '../../../federation-flower/src/objects';
import { testPod } from '../../../federation-flower/src/__testUtils__/federation';
import { specConfigMap } from '../../../../packages/federation-plans/src/spec/specConfigMap';
import { skupper } from '../../../federation-skupper/src/skupper';
import skupperFeature from '../../../federation-skupper/src';
import {
  momentsOf,
  objectsAtEnd,
  Placed,
} from '../../../federation-skupper/src/__testUtils__/replay';
import { SCENES } from '../../../federation-skupper/src/__testUtils__/scenes';
import { HeldClusters } from '../__testUtils__/heldClusters';
import { hostile, mutated, seeded } from '../__testUtils__/hostile';
import { startBackend } from '../__testUtils__/startBackend';
import { FederationStore } from './FederationStore';

const ROUNDS = 12;
const specOf = (name: string, hub: object, members: object[]) =>
  flowerSpec(
    parseFederationSpec({
      name,
      hub,
      members,
      workload: { version: '1.39.0', security: 'insecure' },
    } as any),
  );

/** What was recorded at the end of a scene, as a federation that has Flower too, and another that has nothing yet. */
function recorded(name: string) {
  const scene = SCENES[name];
  const [hub, west] = [scene.hub, scene.member].map(place => {
    const [cluster, namespace, site] = place.split('/');
    return { cluster, namespace, site };
  });
  const spec = specOf('fed', hub, [{ name: 'west', ...west, superNodes: 2 }]);
  const calm = specOf('calm', { ...hub, namespace: 'calm' }, [
    { name: 'west', cluster: west.cluster, namespace: 'calm-west' },
  ]);
  const { clusters } = momentsOf(scene).at(-1)!;
  const [member] = spec.members;
  const flowers: Placed[] = [
    ...superLinkObjects(spec, 'kubernetes').map(object => ({
      cluster: hub.cluster,
      object,
    })),
    ...member.superNodes
      .flatMap(node => superNodeObjects(spec, member, node, 'kubernetes'))
      .map(object => ({ cluster: west.cluster, object })),
  ].flatMap(({ cluster, object }) => [
    { cluster, object },
    ...(object.kind === 'Deployment'
      ? [{ cluster, object: testPod(object) }]
      : []),
  ]);
  const objects: Placed[] = [...objectsAtEnd(scene), ...flowers];
  const held = new HeldClusters(clusters.map(cluster => cluster.name));
  for (const one of [spec, calm]) {
    held.put(one.hub.cluster, specConfigMap(one, '2026-01-01T00:00:00Z'));
  }
  for (const { cluster, object } of objects) held.put(cluster, object);
  return { held, objects, spec };
}

/** The object with something in it, at any depth, that nobody expects; it bears its name, by which it is found. */
function odd(object: KubeObject, random: () => number): KubeObject {
  const { name, namespace, labels, ...metadata } = object.metadata;
  const touched = hostile(object, random);
  return {
    ...touched,
    metadata: {
      ...(random() < 0.3 ? mutated(metadata, random) : metadata),
      name,
      namespace,
      labels: random() < 0.1 ? mutated(labels, random) : labels,
    },
  };
}

describe('objects as they were recorded, and then are not', () => {
  const escaped: unknown[] = [];
  const note = (error: unknown) => escaped.push(error);
  beforeAll(() => {
    process.on('uncaughtException', note);
    process.on('unhandledRejection', note);
  });
  afterAll(() => {
    process.off('uncaughtException', note);
    process.off('unhandledRejection', note);
  });

  it.each(Object.keys(SCENES))(
    '%s: shows whatever can be shown',
    async name => {
      const { held, objects, spec } = recorded(name);
      const abort = new AbortController();
      const { signal } = abort;
      const store = FederationStore.start({
        // Nothing answers behind these pods, sooner or later.
        adapters: new FederationAdapters([
          skupper,
          { ...flower, probe: undefined },
        ]),
        clusters: held.clusters,
        logger: mockServices.logger.mock(),
        signal,
        options: { debounceMs: 1 },
      });
      const view = async () => {
        await store.settled(signal);
        return store.get('fed')!.current.view;
      };
      const causes = async () => (await view()).findings.map(f => f.cause);
      const calm = async () => {
        await store.settled(signal);
        return store.get('calm')!.current;
      };
      expect(await causes()).not.toContain('object-odd');
      const before = { fed: await view(), calm: await calm() };
      const random = seeded(name.length);
      const { cluster, namespace } = spec.members[0];
      const members = objects.filter(
        ({ cluster: at, object: { metadata } }) =>
          at === cluster && metadata.namespace === namespace,
      );
      for (let i = 0; i < ROUNDS; i++) {
        const only = i % 2 ? objects : members;
        const changed = only.filter(() => random() < 0.3);
        for (const one of changed) {
          held.put(one.cluster, odd(one.object, random));
        }
        const now = await view();
        expect(now.sentence).not.toMatch(/cannot be shown/);
        expect(JSON.parse(JSON.stringify(now))).toEqual(now);
        expect(await calm()).toBe(before.calm);
        // The hub's own row is made of the hub's objects.
        const { sites } = only === members ? before.fed : now;
        expect(now.sites[0]).toEqual(sites[0]);
        for (const one of changed) held.put(one.cluster, one.object);
      }
      expect(await view()).toEqual(before.fed);
      abort.abort();
      expect(escaped).toEqual([]);
      expect(({} as any).polluted).toBeUndefined();
    },
  );

  it('answers over REST whatever they hold', async () => {
    const { held, objects } = recorded(Object.keys(SCENES)[0]);
    const random = seeded(7);
    const backend = await startBackend(held.clusters, {
      features: [skupperFeature, flowerFeature],
    });
    await backend.until('/federations/fed', ({ view }) => view);
    for (let i = 0; i < 20; i++) {
      for (const { cluster, object } of objects) {
        held.put(cluster, odd(object, random));
      }
      for (const path of ['/federations', '/federations/fed', '/clusters']) {
        const { status } = await backend.get(path);
        expect([path, status]).toEqual([path, 200]);
      }
    }
    for (const { cluster, object } of objects) held.put(cluster, object);
    await backend.until(
      '/federations/fed',
      ({ view }) => !view.findings.some((f: any) => f.cause === 'object-odd'),
    );
    expect(escaped).toEqual([]);
  });
});
