import { setImmediate } from 'node:timers/promises';
import { mockServices } from '@backstage/backend-test-utils';
import { FederationAdapters } from '@backstage-federation/plugin-federation-node';
import { TestApi } from '../../../../packages/kubernetes-clusters/src/__testUtils__';
import { specConfigMap } from '../../../../packages/federation-plans/src/spec/specConfigMap';
import { echoSpec, T0, twoClusters } from '../__testUtils__/twoClusters';
import { hostile, mutated, seeded } from '../__testUtils__/hostile';
import { ECHO, echo, WIRE, wire } from '../__testUtils__/thirdParty';
import { FederationStore } from './FederationStore';

const ROUNDS = 150;

const object = ({ apiVersion, kind }: typeof WIRE, name: string) => ({
  apiVersion,
  kind,
  metadata: { name, namespace: 'retail', labels: { a: 'b' } },
  spec: { text: 'hello' },
  status: { conditions: [{ type: 'Ready', status: 'True' }] },
});
const stored = (name: string) =>
  specConfigMap(
    echoSpec({
      name,
      hub: { cluster: 'east', namespace: name },
      members: [{ cluster: 'west', namespace: name }],
    }),
    T0,
  );

it('goes on whatever the objects hold, and changes nothing that was not touched', async () => {
  const abort = new AbortController();
  const { east, west, clusters } = twoClusters();
  const store = FederationStore.start({
    adapters: new FederationAdapters([wire, echo]),
    clusters,
    logger: mockServices.logger.mock(),
    signal: abort.signal,
    options: { debounceMs: 1 },
  });
  const escaped: unknown[] = [];
  const note = (error: unknown) => escaped.push(error);
  process.on('uncaughtException', note);
  process.on('unhandledRejection', note);
  /** Until the store has seen what is in the clusters, and shows it. */
  const shown = async () => {
    const isBehind = (api: TestApi, kind: string, name: string) =>
      store
        .objects(api.name, kind, 'retail')
        .find(({ metadata }) => metadata.name === name)?.metadata
        .resourceVersion !==
      api.object(kind, 'retail', name)?.metadata.resourceVersion;
    while (
      isBehind(east, 'ConfigMap', 'federation-retail') ||
      isBehind(east, 'Wire', 'hub') ||
      isBehind(west, 'Wire', 'west-interconnect') ||
      isBehind(west, 'Echo', 'echo')
    ) {
      await setImmediate();
    }
    await store.settled(abort.signal);
  };
  east.put(stored('calm'), stored('retail'));
  await shown();
  const calm = store.get('calm')!.current;
  const random = seeded(19);
  for (let i = 0; i < ROUNDS; i++) {
    const spec = stored('retail');
    const text = JSON.stringify(mutated(echoSpec(), random)) ?? 'null';
    east.put(
      random() < 0.5
        ? hostile(spec, random)
        : { ...spec, data: { spec: text } },
      hostile(object(WIRE, 'hub'), random),
    );
    west.put(
      hostile(object(ECHO, 'echo'), random),
      hostile(object(WIRE, 'west-interconnect'), random),
    );
    await shown();
    for (const { summary } of store.list()) JSON.stringify(summary);
    JSON.stringify(store.get('retail'));
    expect(store.get('calm')!.current).toBe(calm);
  }
  east.put(stored('retail'), object(WIRE, 'hub'));
  west.put(object(ECHO, 'echo'), object(WIRE, 'west-interconnect'));
  await shown();
  expect(store.get('retail')!.current.view.sentence).toMatch(/^Healthy/);
  expect(({} as any).polluted).toBeUndefined();
  expect(escaped).toEqual([]);
  process.off('uncaughtException', note);
  process.off('unhandledRejection', note);
  abort.abort();
}, 30_000);
