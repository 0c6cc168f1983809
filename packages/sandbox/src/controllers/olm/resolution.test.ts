import { resources } from '../../client';
import { NS, OlmBench } from './__testUtils__/olmBench';

const UNSATISFIED = 'ResolutionFailed=True/ConstraintsNotSatisfiable';
const PREVENTED = 'ResolutionFailed=True/ErrorPreventedResolution';
const INDEX = 'registry.redhat.io/redhat/redhat-operator-index:v4.20';

describe('resolution', () => {
  let bench: OlmBench;

  beforeEach(() => {
    bench = new OlmBench();
    bench.runPods();
  });

  afterEach(() => bench.stop());

  it('finds no CatalogSource of the name', async () => {
    await bench.subscribe({ source: 'nowhere' });
    await bench.settle();

    expect(await bench.conditions()).toEqual([
      'CatalogSourcesUnhealthy=True/NoCatalogSourcesFound',
      UNSATISFIED,
    ]);
    expect(await bench.message('ResolutionFailed')).toBe(
      'constraints not satisfiable: no operators found from catalog nowhere in namespace openshift-marketplace referenced by subscription skupper-operator, subscription skupper-operator exists',
    );
    expect(await bench.plans()).toEqual([]);

    // It comes later: that is noticed.
    await bench.catalog('nowhere', INDEX);
    await bench.settle();
    expect(await bench.conditions()).toEqual([
      'CatalogSourcesUnhealthy=False/AllCatalogSourcesHealthy',
    ]);
    expect((await bench.version())?.status.phase).toBe('Succeeded');
  });

  it('cannot reach a catalog, and goes on by itself when it is back', async () => {
    await bench.setImage('redhat-operators', 'registry.test/away:v1');
    await bench.subscribe();
    await bench.pass(17_000);

    expect(await bench.conditions()).toEqual([
      'CatalogSourcesUnhealthy=False/AllCatalogSourcesHealthy',
      PREVENTED,
    ]);
    expect(await bench.message('ResolutionFailed')).toMatch(
      /^error using catalogsource openshift-marketplace\/redhat-operators: .*connection refused"$/,
    );
    const state = async () =>
      (
        await bench.cluster.get(
          resources.catalogSources,
          'openshift-marketplace',
          'redhat-operators',
        )
      )?.status.connectionState.lastObservedState;
    expect(await state()).toBe('TRANSIENT_FAILURE');

    await bench.setImage('redhat-operators', INDEX);
    await bench.pass(1_000);
    expect(await state()).toBe('READY');
    expect(await bench.conditions()).not.toContain(PREVENTED);
    expect(await bench.plans()).toHaveLength(1);
  });

  it('lets an unreachable catalog that nobody asked for keep all from being resolved', async () => {
    await bench.catalog('another', 'registry.test/away:v1');
    await bench.subscribe();
    await bench.settle();

    expect(await bench.conditions()).toContain(PREVENTED);
    expect(await bench.message('ResolutionFailed')).toContain(
      'openshift-marketplace/another',
    );
  });

  it.each([
    [
      'package',
      { name: 'skupper' },
      'no operators found in package skupper in the catalog referenced by subscription skupper-operator',
    ],
    [
      'channel',
      { channel: 'stable-3' },
      'no operators found in channel stable-3 of package skupper-operator in the catalog referenced by subscription skupper-operator',
    ],
    [
      'version to start with',
      { startingCSV: 'skupper-operator.v2.0.0' },
      'no operators found with name skupper-operator.v2.0.0 in channel stable-2 of package skupper-operator in the catalog referenced by subscription skupper-operator',
    ],
  ])('finds no such %s', async (_, spec, message) => {
    await bench.subscribe(spec);
    await bench.settle();

    expect(await bench.conditions()).toEqual([
      'CatalogSourcesUnhealthy=False/AllCatalogSourcesHealthy',
      UNSATISFIED,
    ]);
    expect(await bench.message('ResolutionFailed')).toBe(
      `constraints not satisfiable: ${message}, subscription skupper-operator exists`,
    );
  });

  it('takes the default channel where none is asked for', async () => {
    await bench.subscribe({ channel: undefined });
    await bench.settle();
    expect((await bench.version())?.status.phase).toBe('Succeeded');
  });

  it('mends at once when the Subscription is changed', async () => {
    await bench.subscribe({ channel: 'stable-3' });
    await bench.settle();
    await bench.cluster.patch(resources.subscriptions, NS, 'skupper-operator', {
      spec: { channel: 'stable-2' },
    });
    await bench.settle();
    expect(await bench.conditions()).not.toContain(UNSATISFIED);
    expect((await bench.version())?.status.phase).toBe('Succeeded');
  });

  it('fails for all Subscriptions of the namespace, and for 3 min 15 s after the broken one is gone', async () => {
    await bench.subscribe({ name: 'unheard-of' }, 'broken');
    await bench.settle();
    await bench.subscribe();
    await bench.settle();

    expect(await bench.conditions()).toContain(UNSATISFIED);
    expect(await bench.message('ResolutionFailed')).toContain(
      'referenced by subscription broken',
    );
    expect(await bench.plans()).toEqual([]);

    await bench.cluster.delete(resources.subscriptions, NS, 'broken');
    await bench.pass(bench.timings.staleMs - 1);
    expect(await bench.conditions()).toContain(UNSATISFIED);
    expect(await bench.plans()).toEqual([]);

    await bench.pass(1);
    await bench.settle();
    expect(await bench.conditions()).not.toContain(UNSATISFIED);
    expect((await bench.version())?.status.phase).toBe('Succeeded');
  });

  it('breaks what is installed in no way, but says so there, too', async () => {
    await bench.subscribe();
    await bench.settle();
    await bench.subscribe({ name: 'unheard-of' }, 'broken');
    await bench.settle();

    expect(await bench.conditions()).toContain(UNSATISFIED);
    expect((await bench.subscription()).status.state).toBe('AtLatestKnown');
    expect((await bench.version())?.status.phase).toBe('Succeeded');
  });

  it('does not fail other namespaces', async () => {
    bench.cluster.namespace('elsewhere');
    await bench.cluster.create(resources.operatorGroups, {
      apiVersion: 'operators.coreos.com/v1',
      kind: 'OperatorGroup',
      metadata: { name: 'all', namespace: 'elsewhere' },
      spec: {},
    });
    const broken = await bench.subscribe({ name: 'unheard-of' }, 'broken');
    const { apiVersion, kind, spec } = broken;
    await bench.cluster.create(resources.subscriptions, {
      apiVersion,
      kind,
      metadata: { name: 'skupper-operator', namespace: 'elsewhere' },
      spec: { ...spec, name: 'skupper-operator' },
    });
    await bench.settle();
    const [version] = await bench.versions();
    expect(version.metadata.namespace).toBe('elsewhere');
  });

  it('finds a version that no Subscription has, and forgets it only after a while', async () => {
    await bench.subscribe();
    await bench.settle();
    await bench.cluster.delete(resources.subscriptions, NS, 'skupper-operator');
    await bench.settle();
    expect((await bench.version())?.status.phase).toBe('Succeeded');

    await bench.subscribe({}, 'again');
    await bench.settle();
    expect(await bench.conditions('again')).toContain(UNSATISFIED);
    expect(await bench.message('ResolutionFailed', 'again')).toBe(
      'constraints not satisfiable: subscription again exists, subscription again requires redhat-operators/openshift-marketplace/stable-2/skupper-operator.v2.2.1, clusterserviceversion skupper-operator.v2.2.1 exists and is not referenced by a subscription, redhat-operators/openshift-marketplace/stable-2/skupper-operator.v2.2.1 and @existing/openshift-operators//skupper-operator.v2.2.1 originate from package skupper-operator',
    );

    const { clusterServiceVersions } = resources;
    const { name } = (await bench.version())!.metadata;
    await bench.cluster.delete(clusterServiceVersions, NS, name);
    await bench.settle();
    expect(await bench.conditions('again')).toContain(UNSATISFIED);
    await bench.pass(bench.timings.staleMs);
    await bench.settle();
    expect(await bench.conditions('again')).not.toContain(UNSATISFIED);
    expect((await bench.version())?.status.phase).toBe('Succeeded');
  });

  it('says nothing on any object where a namespace has two OperatorGroups', async () => {
    await bench.group('second');
    await bench.subscribe();
    await bench.settle();

    expect((await bench.subscription()).status).toBeUndefined();
    expect(await bench.plans()).toEqual([]);

    await bench.cluster.delete(resources.operatorGroups, NS, 'second');
    await bench.settle();
    expect((await bench.version())?.status.phase).toBe('Succeeded');
  });

  it('changes nothing that is installed when a second OperatorGroup comes', async () => {
    await bench.subscribe();
    await bench.settle();
    const before = await bench.subscription();
    await bench.group('second');
    await bench.settle();
    expect(await bench.subscription()).toEqual(before);
    expect((await bench.version())?.status.phase).toBe('Succeeded');
  });

  it('misses a catalog that goes after it was used', async () => {
    await bench.subscribe();
    await bench.settle();
    const { catalogSources } = resources;
    const at = ['openshift-marketplace', 'redhat-operators'] as const;
    await bench.cluster.delete(catalogSources, ...at);
    await bench.settle();
    expect(await bench.conditions()).toEqual([
      'CatalogSourcesUnhealthy=True/NoCatalogSourcesFound',
      UNSATISFIED,
    ]);
    expect((await bench.subscription()).status.state).toBe('AtLatestKnown');

    await bench.catalog('redhat-operators', INDEX);
    await bench.settle();
    expect(await bench.conditions()).toEqual([
      'CatalogSourcesUnhealthy=False/AllCatalogSourcesHealthy',
    ]);
  });

  it('fails for a second Subscription to a package that is installed', async () => {
    await bench.subscribe();
    await bench.settle();
    await bench.subscribe({}, 'second');
    await bench.settle();
    for (const name of ['skupper-operator', 'second']) {
      expect(await bench.conditions(name)).toContain(UNSATISFIED);
      expect(await bench.message('ResolutionFailed', name)).toMatch(
        /^constraints not satisfiable: subscription second exists, .* originate from package skupper-operator$/,
      );
    }
    expect(await bench.plans()).toHaveLength(1);
  });

  it('is tried anew at once when another Subscription comes after the broken one went', async () => {
    await bench.subscribe({ name: 'unheard-of' }, 'broken');
    await bench.subscribe();
    await bench.settle();
    await bench.cluster.delete(resources.subscriptions, NS, 'broken');
    await bench.settle();
    expect(await bench.conditions()).toContain(UNSATISFIED);

    await bench.subscribe({ name: 'web-terminal', channel: 'fast' }, 'another');
    await bench.settle();
    expect(await bench.conditions()).not.toContain(UNSATISFIED);
    expect((await bench.version())?.status.phase).toBe('Succeeded');
  });
});
