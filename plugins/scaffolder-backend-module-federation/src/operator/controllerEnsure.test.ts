import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import {
  catalog,
  deployment,
  group,
  installPlan,
  otherSubscription,
  planned,
  subscription,
  there,
  unsatisfied,
  version,
} from '../../../federation-skupper/src/__fixtures__/operator/objects';
import { createFixture } from '../__testUtils__/createFixture';

const ENSURE = 'skupper:controller:ensure';
const input = { federation: 'retail-fl', cluster: 'east', namespace: 'retail' };
const V1 = 'skupper-operator.v1.9.0';
const v1Status = { currentCSV: V1, installedCSV: V1 };

jest.setTimeout(20_000);

describe('skupper:controller:ensure on OpenShift', () => {
  let fixture: ReturnType<typeof createFixture>;
  let serve: () => void;
  beforeEach(() => {
    fixture = createFixture({ bare: ['east'] });
    const other = createFixture();
    serve = () => {
      // Skupper's types, as they come with the InstallPlan.
      const { registry } = fixture.east.cluster.state;
      for (const type of other.east.cluster.state.registry.all()) {
        if (type.group === 'skupper.io') registry.add(type);
      }
    };
  });

  /** Runs until a line is said, and then lets happen what shall. */
  async function ensure(
    objects: KubeObject[],
    choices: Record<string, boolean> = {},
    then: [RegExp, () => void][] = [],
  ) {
    const { east } = fixture;
    const served = objects.some(({ kind }) => kind === 'Deployment');
    if (served) serve();
    east.put(...objects);
    const steps = [...then];
    return fixture.run(ENSURE, { ...input, ...choices }, { onLine });

    function onLine(line: string) {
      const [next] = steps;
      if (!next?.[0].test(line)) return;
      steps.shift();
      next[1]();
    }
  }

  const writes = () => fixture.east.writes;

  it('makes no Subscription where there is no catalog at all', async () => {
    fixture.east.remove({
      apiVersion: 'operators.coreos.com/v1alpha1',
      kind: 'CatalogSource',
      metadata: {
        name: 'redhat-operators',
        namespace: 'openshift-marketplace',
      },
    });
    await expect(ensure([group()])).rejects.toThrow(
      'Cluster "east" has no CatalogSource "redhat-operators" in namespace "openshift-marketplace", from which the Skupper operator would be installed; there is none at all. Make it, or',
    );
    expect(writes()).toEqual([]);
  });

  it('is not fooled by a Deployment and pods that come before success', async () => {
    const { lines } = await ensure(
      [
        group(),
        subscription({ status: there }),
        version('Installing', 'InstallWaiting'),
        deployment(0),
      ],
      {},
      [
        [
          /waiting for OLM to install skupper-operator\.v2\.2\.1 \(Installing; skupper-controller: 0 of 1 available\)/,
          () => fixture.east.put(version('Succeeded', 'InstallSucceeded')),
        ],
        [
          /waiting for the Skupper controller in namespace openshift-operators \(skupper-controller: 0 of 1 available\)/,
          () => fixture.east.put(deployment(1)),
        ],
      ],
    );
    expect(lines.at(-1)).toMatch(/controller present: nothing changed/);
    expect(lines.join('\n')).toMatch(/waiting for OLM to install/);
    expect(lines.join('\n')).toMatch(/waiting for the Skupper controller in/);
  });

  it('names an operator of Skupper 1, and changes nothing', async () => {
    const seen = [
      group(),
      subscription({ spec: { channel: 'stable' }, status: v1Status }),
      version('Succeeded', 'InstallSucceeded', { name: V1 }),
    ];
    await expect(ensure(seen)).rejects.toThrow(
      /v1\.9\.0 is Skupper 1, from channel "stable".*changeChannel: true/,
    );
    await expect(
      fixture.run('federation:apply', {
        federation: 'retail-fl',
        hub: { cluster: 'east', namespace: 'retail' },
        members: [{ cluster: 'west', namespace: 'retail' }],
      }),
    ).rejects.toThrow(/v1\.9\.0 is Skupper 1/);
    expect(writes()).toEqual([]);
  });

  it('changes the channel of Skupper 1 if that is chosen, and nothing else of its Subscription', async () => {
    await ensure(
      [
        group(),
        catalog('READY'),
        subscription({
          name: 'by-hand',
          spec: { channel: 'stable', installPlanApproval: 'Automatic' },
          status: v1Status,
        }),
        version('Succeeded', 'InstallSucceeded', { name: V1 }),
      ],
      { changeChannel: true },
      [
        [
          /has not replaced skupper-operator\.v1\.9\.0/,
          () => {
            serve();
            fixture.east.put(
              subscription({ name: 'by-hand', status: there }),
              version('Succeeded', 'InstallSucceeded'),
              deployment(1),
            );
          },
        ],
      ],
    );
    expect(writes()).toEqual([
      'apply Subscription openshift-operators/by-hand',
    ]);
  });

  it('approves an InstallPlan only if that is chosen', async () => {
    const seen = [
      group(),
      otherSubscription('web', { installPlanApproval: 'Manual' }),
      subscription({ status: planned }),
      installPlan('RequiresApproval'),
    ];
    const cancel = new AbortController();
    fixture.east.put(...seen);
    await expect(
      fixture.run(ENSURE, input, {
        signal: cancel.signal,
        onLine: line => {
          if (/InstallPlan install-abcde waits for a person/.test(line)) {
            cancel.abort();
          }
        },
      }),
    ).rejects.toThrow(/cancelled/i);
    expect(writes()).toEqual([]);

    await ensure([], { approve: true }, [
      [
        /approve the operator's InstallPlan.*1? ?changed|approved install-abcde/,
        () => {
          serve();
          fixture.east.put(
            subscription({ status: there }),
            installPlan('Complete'),
            version('Succeeded', 'InstallSucceeded'),
            deployment(1),
          );
        },
      ],
    ]);
    expect(writes()).toEqual([
      'apply InstallPlan openshift-operators/install-abcde',
    ]);
  });

  it('uses a Subscription of another name, and makes none', async () => {
    await ensure(
      [group(), catalog('READY'), subscription({ name: 'by-hand' })],
      {},
      [
        [
          /waiting for OLM/,
          () => {
            serve();
            fixture.east.put(
              subscription({ name: 'by-hand', status: there }),
              version('Succeeded', 'InstallSucceeded'),
              deployment(1),
            );
          },
        ],
      ],
    );
    expect(writes()).toEqual([]);
  });

  it('installs Skupper 2 beside the copy of a Skupper 1 that another namespace has', async () => {
    fixture.east.put(
      version('Succeeded', 'Copied', { name: V1, copied: true }),
    );
    const { lines } = await fixture.run(ENSURE, input, { isDryRun: true });
    expect(lines.join('\n')).toMatch(
      /subscribe to the Skupper operator: would create/,
    );
  });

  it('makes no Subscription where OLM would carry out none', async () => {
    await expect(ensure([group(), group('mine')])).rejects.toThrow(
      /has 2 OperatorGroups: global-operators, mine/,
    );
    expect(writes()).toEqual([]);
  });

  it.each([
    ['create', 'subscriptions'],
    ['patch', 'subscriptions'],
    ['watch', 'subscriptions'],
    ['watch', 'clusterserviceversions'],
    ['create', 'operatorgroups'],
  ])('asks beforehand for the right to %s %s', async (verb, plural) => {
    if (plural === 'operatorgroups') fixture.east.remove(group());
    fixture.east.forbid(verb, plural);
    const missing = `cluster "east": ${verb} ${plural}.operators.coreos.com in namespace openshift-operators`;
    await expect(ensure([])).rejects.toThrow(missing);
    await expect(
      fixture.run('federation:apply', {
        federation: 'retail-fl',
        hub: { cluster: 'east', namespace: 'retail' },
        members: [{ cluster: 'west', namespace: 'retail' }],
      }),
    ).rejects.toThrow(missing);
    expect(writes()).toEqual([]);
  });

  it('asks for no right on OLM where the operator is there', async () => {
    fixture.east.forbid('watch', 'subscriptions');
    const { output } = await ensure([
      group(),
      subscription({ status: there }),
      version('Succeeded', 'InstallSucceeded'),
      deployment(1),
    ]);
    expect(output.changed).toBe(0);
  });

  describe('withdraw', () => {
    const broken = [
      unsatisfied(
        'no operators found in package skupper-operator in the catalog referenced by subscription skupper-operator, subscription skupper-operator exists',
      ),
    ];
    const withdraw = { withdraw: true };

    it('takes a Subscription away again that was made here and cannot work', async () => {
      const seen = [group(), subscription({ made: true, conditions: broken })];
      const { output } = await ensure(seen, withdraw);
      expect(output.changed).toBe(1);
      expect(writes()).toEqual([
        'delete Subscription openshift-operators/skupper-operator',
      ]);
      const again = await ensure([], withdraw);
      expect(again.output.changed).toBe(0);
    });

    it('takes with it what it could not install', async () => {
      await ensure(
        [
          group(),
          subscription({ made: true, status: there }),
          version('Pending', 'RequirementsNotMet'),
        ],
        withdraw,
      );
      expect(writes()).toEqual([
        'delete Subscription openshift-operators/skupper-operator',
        'delete ClusterServiceVersion openshift-operators/skupper-operator.v2.2.1',
      ]);
    });

    it('only looks in a dry-run', async () => {
      fixture.east.put(
        group(),
        subscription({ made: true, conditions: broken }),
      );
      const { output } = await fixture.run(
        ENSURE,
        { ...input, ...withdraw },
        { isDryRun: true },
      );
      expect(output.changed).toBe(1);
      expect(writes()).toEqual([]);
    });

    it.each([
      ['others made', subscription({ conditions: broken }), /not made here/],
      [
        'works',
        subscription({ made: true, status: there }),
        /works or is just being installed/,
      ],
    ])('leaves one alone that %s', async (_what, object, said) => {
      const seen = [group(), object, version('Succeeded', 'InstallSucceeded')];
      await expect(ensure(seen, withdraw)).rejects.toThrow(said);
      expect(writes()).toEqual([]);
    });

    it('asks beforehand for the right to delete', async () => {
      fixture.east.forbid('delete', 'subscriptions');
      const seen = [group(), subscription({ made: true, conditions: broken })];
      await expect(ensure(seen, withdraw)).rejects.toThrow(
        /delete subscriptions\.operators\.coreos\.com in namespace openshift-operators/,
      );
    });
  });
});
