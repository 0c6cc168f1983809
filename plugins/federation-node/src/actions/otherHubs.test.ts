import {
  FEDERATION_LABEL,
  HUB_ANNOTATION,
} from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import {
  createFixture,
  retail,
} from '../../../scaffolder-backend-module-federation/src/__testUtils__/createFixture';

const TRUE_HUB = 'uid-of-east/retail';
/** The same name, with its hub where the attacker may write, and the victim's members. */
const evil = retail({
  owner: 'group:default/evil',
  hub: { cluster: 'south', namespace: 'retail' },
});
const { name: federation, ...evilSpec } = evil;
const apply = { federation, ...JSON.parse(JSON.stringify(evilSpec)) };

function memberSite(hub?: string): KubeObject {
  return {
    apiVersion: 'skupper.io/v2alpha1',
    kind: 'Site',
    metadata: {
      name: 'west-interconnect',
      namespace: 'retail',
      labels: { [FEDERATION_LABEL]: 'retail-fl' },
      ...(hub && { annotations: { [HUB_ANNOTATION]: hub } }),
    },
  };
}

/** A federation whose member is in west, and whose hub is silent. */
function silentHub(noted: string | undefined = TRUE_HUB) {
  const fixture = createFixture();
  fixture.store(retail());
  fixture.west.put(memberSite(noted));
  fixture.east.down = true;
  return fixture;
}

describe('what belongs to a federation with another hub', () => {
  it('is not taken over while that one is silent', async () => {
    const { run, all } = silentHub();
    await expect(run('federation:apply', apply)).rejects.toThrow(
      /^federation: Site "west-interconnect" in namespace "retail" of cluster "west" belongs to a federation "retail-fl" with another hub, so nothing was changed/,
    );
    expect(all.flatMap(({ writes }) => writes)).toEqual([]);
  });

  it('is not taken over when it does not say which, and its hub may be silent', async () => {
    const fixture = createFixture();
    fixture.west.put(memberSite());
    fixture.east.down = true;
    await expect(fixture.run('federation:apply', apply)).rejects.toThrow(
      'whose hub may be in a cluster that does not answer, so nothing was changed',
    );
    expect(fixture.all.flatMap(({ writes }) => writes)).toEqual([]);
  });

  it('may be taken over when that hub says that there is no federation', async () => {
    const fixture = createFixture();
    fixture.west.put(memberSite(TRUE_HUB));
    const { output } = await fixture.run('federation:apply', apply, {
      isDryRun: true,
    });
    expect(output.summary).toMatch(/^Dry run: \d+ objects would be changed/);
  });

  it('is not taken over from a hub in a cluster that nobody knows', async () => {
    const fixture = createFixture();
    fixture.west.put(memberSite('uid-of-elsewhere/retail'));
    await expect(fixture.run('federation:apply', apply)).rejects.toThrow(
      'with another hub, so nothing was changed',
    );
  });

  it('outlives the deletion of whoever has the name meanwhile', async () => {
    const fixture = silentHub();
    fixture.store(evil);
    await fixture.run('federation:delete', {
      federation,
      confirm: federation,
    });
    expect(fixture.all.flatMap(({ writes }) => writes)).toEqual([
      'delete ConfigMap retail/federation-retail-fl',
    ]);
    expect(
      fixture.west.object('Site', 'retail', 'west-interconnect'),
    ).toBeDefined();
  });

  it.each([
    ['federation:delete', { confirm: federation }],
    ['federation:member:remove', { member: 'west' }],
    ['federation:cleanup', {}],
  ])(
    'outlives %s by whoever has the name meanwhile, though it names no hub',
    async (action, input) => {
      const fixture = silentHub('');
      fixture.store(
        action === 'federation:cleanup' ? { ...evil, members: [] } : evil,
      );
      const { output } = await fixture.run(action, { federation, ...input });
      expect(fixture.west.writes).toEqual([]);
      const site = 'west: Site retail/west-interconnect';
      expect(output.leftBehind).toEqual(
        action === 'federation:cleanup'
          ? ['east: not looked at, as it does not answer']
          : [
              `${site}, which does not say which hub it belongs to, and a cluster that may have it does not answer (east)`,
            ],
      );
    },
  );

  it('outlives a small action there, though it names no hub', async () => {
    const { run, west, store } = silentHub('');
    store(evil);
    await expect(
      run('skupper:site:delete', {
        federation,
        cluster: 'west',
        namespace: 'retail',
        name: 'west-interconnect',
      }),
    ).rejects.toThrow(
      'Site "west-interconnect" in namespace "retail" of cluster "west" does not say which hub it belongs to, and a cluster that may have it does not answer (east), so it is left as it is',
    );
    expect(west.writes).toEqual([]);
  });

  it('goes with its own federation when all clusters answer, though it names no hub', async () => {
    const { run, west, store } = createFixture();
    store(retail());
    west.put(memberSite());
    await run('federation:delete', { federation, confirm: federation });
    expect(west.writes).toEqual(['delete Site retail/west-interconnect']);
  });

  it('outlives that its member is taken out there', async () => {
    const fixture = silentHub();
    fixture.store(evil);
    await fixture.run('federation:member:remove', {
      federation,
      member: 'west',
    });
    expect(fixture.west.writes).toEqual([]);
  });

  it.each([
    ['skupper:site:delete', { name: 'west-interconnect' }],
    [
      'skupper:connector:create',
      { routingKey: 'fleet-api', port: 9092, selector: { app: 'superlink' } },
    ],
  ])('is not touched by %s', async (action, input) => {
    for (const claimed of [true, false]) {
      const { run, west, store } = silentHub();
      if (claimed) store(evil);
      await expect(
        run(action, {
          federation,
          cluster: 'west',
          namespace: 'retail',
          ...input,
        }),
      ).rejects.toThrow(
        'namespace: "retail" of cluster "west" belongs to a federation "retail-fl" with another hub',
      );
      expect(west.writes).toEqual([]);
    }
  });

  it('is told by what is noted on all that is made', async () => {
    const { run, west, store } = createFixture();
    store(retail());
    await run('skupper:connector:create', {
      federation,
      cluster: 'west',
      namespace: 'retail',
      routingKey: 'fleet-api',
      port: 9092,
      selector: { app: 'superlink' },
    });
    expect(
      west.object('Connector', 'retail', 'fleet-api')!.metadata.annotations,
    ).toMatchObject({ [HUB_ANNOTATION]: TRUE_HUB });
  });
});

it('refuses a place that is another one under another name of the cluster', async () => {
  const { run, all, south, east } = createFixture();
  south.uid = east.uid;
  await expect(
    run('federation:apply', {
      federation,
      hub: { cluster: 'east', namespace: 'retail' },
      members: [{ cluster: 'south', namespace: 'retail' }],
    }),
  ).rejects.toThrow(
    'members[0].namespace: south is in the place of hub: cluster "south" is the same as "east", and a namespace can hold only one site',
  );
  expect(all.flatMap(({ writes }) => writes)).toEqual([]);
});

describe('a federation whose hub has become another cluster', () => {
  it.each([
    ['federation:delete', { confirm: 'retail-fl' }],
    ['federation:member:remove', { member: 'west' }],
  ])(
    'is told by %s what runs on, as it bears the old hub',
    async (id, given) => {
      const { run, store, west } = createFixture();
      store(retail());
      const site = memberSite('uid-before/retail');
      west.put(site);
      const { output } = await run(id, { federation: 'retail-fl', ...given });
      expect(output.leftBehind).toEqual([
        'west: Site retail/west-interconnect, which says that it belongs to another hub',
      ]);
      expect(output.summary).toMatch(/Some of it stays, as listed/);
      expect(west.writes).toEqual([]);
    },
  );
});
