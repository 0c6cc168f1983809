import {
  FEDERATION_LABEL,
  HUB_ANNOTATION,
} from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import {
  ADOPTED_ANNOTATION,
  specConfigMap,
} from '@backstage-federation/federation-plans';
import {
  createFixture,
  retail,
} from '../../../../scaffolder-backend-module-federation/src/__testUtils__/createFixture';

const input = { federation: 'retail-fl', confirm: 'retail-fl' };

/** As it is made for the federation, with its hub noted, which tells it from another's when a cluster is silent. */
const made = (name: string) => site(name, 'retail-fl', 'uid-of-east/retail');

function site(name: string, federation?: string, hub?: string): KubeObject {
  return {
    apiVersion: 'skupper.io/v2alpha1',
    kind: 'Site',
    metadata: {
      name,
      namespace: 'retail',
      ...(federation && { labels: { [FEDERATION_LABEL]: federation } }),
      ...(hub && { annotations: { [HUB_ANNOTATION]: hub } }),
    },
  };
}

describe('federation:delete', () => {
  it('touches nothing when the name is not typed', async () => {
    const fixture = createFixture();
    fixture.store(retail());
    await expect(
      fixture.run('federation:delete', { ...input, confirm: 'retail' }),
    ).rejects.toThrow('confirm: type the name of the federation, "retail-fl"');
    expect(fixture.all.flatMap(({ requests }) => requests)).toEqual([]);
  });

  it('removes what is there, the spec last; a second run has nothing to do', async () => {
    const fixture = createFixture();
    fixture.store(retail());
    fixture.east.put(site('superlink-interconnect', 'retail-fl'));
    fixture.west.put(site('west-interconnect', 'retail-fl'));
    const first = await fixture.run('federation:delete', input);
    expect(first.output).toEqual({
      changed: 3,
      summary: 'Federation retail-fl is gone: 3 objects changed.',
      leftBehind: [],
    });
    expect(fixture.east.writes).toEqual([
      'delete Site retail/superlink-interconnect',
      'delete ConfigMap retail/federation-retail-fl',
    ]);
    const second = await fixture.run('federation:delete', input);
    expect(second.output).toEqual({
      changed: 0,
      summary: 'There is no federation retail-fl: nothing changed.',
      leftBehind: [],
    });
  });

  it('does not call it gone when a cluster that may have it is silent', async () => {
    const fixture = createFixture();
    fixture.east.down = true;
    await expect(fixture.run('federation:delete', input)).rejects.toThrow(
      'these clusters did not answer: east',
    );
  });
});

describe('federation:member:remove', () => {
  it('needs no other member to answer', async () => {
    const fixture = createFixture();
    fixture.store(retail());
    fixture.west.put(made('west-interconnect'));
    fixture.north.down = true;
    const { output } = await fixture.run('federation:member:remove', {
      federation: 'retail-fl',
      member: 'west',
    });
    // The spec twice: it says that west is leaving until it has left.
    expect(output.summary).toBe('west has left retail-fl: 3 objects changed.');
    expect(fixture.west.writes).toEqual([
      'delete Site retail/west-interconnect',
    ]);
    expect(
      fixture.east.object('ConfigMap', 'retail', 'federation-retail-fl')!.data,
    ).toEqual({ spec: expect.not.stringContaining('west') });
  });
});

const owned = (cluster: { object(...key: string[]): unknown }, name: string) =>
  cluster.object('Site', 'retail', name);

describe('lost clusters', () => {
  it.each([
    ['does not answer', 'west'],
    ['is no longer configured', 'mars'],
  ])('are named with the choice to leave them when one %s', async (_, lost) => {
    const fixture = createFixture();
    fixture.store(
      retail({ members: [{ cluster: lost, namespace: 'retail' }] }),
    );
    fixture.west.down = true;
    for (const [id, given] of [
      ['federation:delete', input],
      ['federation:member:remove', { federation: 'retail-fl', member: lost }],
    ] as const) {
      await expect(fixture.run(id, given)).rejects.toThrow(
        new RegExp(
          `cannot be read, so nothing was changed: "${lost}" .*set leaveLostClusters`,
        ),
      );
    }
    expect(fixture.all.flatMap(({ writes }) => writes)).toEqual([]);
  });

  it.each(['west', 'mars'])(
    'are left by choice, with the list of what stays: %s',
    async lost => {
      const fixture = createFixture();
      fixture.store(
        retail({
          members: [
            { cluster: lost, namespace: 'retail' },
            { cluster: 'north', namespace: 'retail' },
          ],
        }),
      );
      fixture.east.put(made('superlink-interconnect'));
      fixture.north.put(made('north-interconnect'));
      fixture.west.down = true;
      const { output, lines } = await fixture.run('federation:delete', {
        ...input,
        leaveLostClusters: true,
      });
      expect(fixture.east.writes).toEqual([
        'delete Site retail/superlink-interconnect',
        'delete ConfigMap retail/federation-retail-fl',
      ]);
      expect(fixture.north.writes).toEqual([
        'delete Site retail/north-interconnect',
      ]);
      expect(output.leftBehind).toEqual(
        expect.arrayContaining([
          `${lost}: Site retail/${lost}-interconnect`,
          `${lost}: Deployment retail/supernode-1`,
        ]),
      );
      expect(lines).toEqual(
        expect.arrayContaining(output.leftBehind as string[]),
      );
    },
  );

  it('can be cleaned when they are back', async () => {
    const fixture = createFixture();
    fixture.store(retail());
    fixture.west.put(
      site('west-interconnect', 'retail-fl'),
      site('somebody-elses'),
      site('of-another', 'other-fl'),
    );
    fixture.west.down = true;
    await fixture.run('federation:delete', {
      ...input,
      leaveLostClusters: true,
    });
    fixture.west.down = false;
    const { output } = await fixture.run('federation:delete', input);
    expect(output).toEqual({
      changed: 1,
      summary:
        'What was left of federation retail-fl is gone: 1 object changed.',
      leftBehind: [],
    });
    expect(fixture.west.writes).toEqual([
      'delete Site retail/west-interconnect',
    ]);
  });

  it('keep no member in a federation', async () => {
    const fixture = createFixture();
    fixture.store(retail());
    fixture.west.put(site('west-interconnect', 'retail-fl'));
    fixture.north.put(site('north-interconnect', 'retail-fl'));
    fixture.west.down = true;
    const { output } = await fixture.run('federation:member:remove', {
      federation: 'retail-fl',
      member: 'west',
      leaveLostClusters: true,
    });
    expect(output.leftBehind).toContain('west: Site retail/west-interconnect');
    const spec = fixture.east.object(
      'ConfigMap',
      'retail',
      'federation-retail-fl',
    )!.data;
    expect(spec).toEqual({ spec: expect.not.stringContaining('west') });

    fixture.west.down = false;
    await fixture.run('federation:cleanup', { federation: 'retail-fl' });
    expect(owned(fixture.west, 'west-interconnect')).toBeUndefined();
    expect(owned(fixture.north, 'north-interconnect')).toBeDefined();
  });
});

describe('members that are noted as leaving', () => {
  it('stop nothing when somebody has noted half of them, or nonsense', async () => {
    const fixture = createFixture();
    const object = specConfigMap(retail({ members: [] }));
    const west = { name: 'west', cluster: 'west', namespace: 'retail' };
    const noted = [west, { name: 'x' }, null, 7];
    object.metadata.annotations = {
      'backstage-federation.dev/leaving': JSON.stringify(noted),
    };
    fixture.east.put(object);
    fixture.west.put(site('west-interconnect', 'retail-fl'));
    const { output } = await fixture.run('federation:delete', input);
    expect(output.changed).toBe(2);
    expect(owned(fixture.west, 'west-interconnect')).toBeUndefined();
  });
});

describe('a federation whose spec is gone', () => {
  it('is found by its label, and removed', async () => {
    const fixture = createFixture();
    fixture.west.put(site('west-interconnect', 'retail-fl'));
    const { output } = await fixture.run('federation:delete', input);
    expect(output.changed).toBe(1);
    expect(owned(fixture.west, 'west-interconnect')).toBeUndefined();
  });

  it('is not taken for one while its hub is silent, except by choice', async () => {
    const fixture = createFixture();
    fixture.west.put(site('west-interconnect', 'retail-fl'));
    fixture.east.down = true;
    for (const [id, given] of [
      ['federation:delete', input],
      ['federation:cleanup', { federation: 'retail-fl' }],
    ] as const) {
      await expect(fixture.run(id, given)).rejects.toThrow(
        'these clusters did not answer: east',
      );
    }
    const { output } = await fixture.run('federation:delete', {
      ...input,
      leaveLostClusters: true,
    });
    expect(output.leftBehind).toEqual([
      'east: not looked at, as it does not answer',
    ]);
    expect(owned(fixture.west, 'west-interconnect')).toBeUndefined();
  });
});

describe('a federation whose spec counts for nothing', () => {
  it.each([
    ['names another hub', { hub: { cluster: 'east', namespace: 'typo' } }],
    ['has another name', { name: 'retail' }],
  ])('is not taken for one whose spec is gone: it %s', async (_, change) => {
    const fixture = createFixture();
    const { data, ...rest } = specConfigMap(retail());
    const spec = { ...retail(), ...change };
    fixture.east.put({ ...rest, data: { spec: JSON.stringify(spec) } });
    const member = site('west-interconnect', 'retail-fl');
    const annotations = { [HUB_ANNOTATION]: `${fixture.east.uid}/retail` };
    fixture.west.put({
      ...member,
      metadata: { ...member.metadata, annotations },
    });
    for (const [id, given] of [
      ['federation:delete', input],
      ['federation:cleanup', { federation: 'retail-fl' }],
    ] as const) {
      await expect(fixture.run(id, given)).rejects.toThrow(
        /ConfigMap "federation-retail-fl" in namespace "retail" of cluster "east"/,
      );
    }
    expect(owned(fixture.west, 'west-interconnect')).toBeDefined();
  });
});

describe('federation:cleanup', () => {
  it('never takes a place of the spec for a leftover, in whatever way its cluster is called', async () => {
    const fixture = createFixture();
    fixture.store(retail());
    fixture.west.put(site('west-interconnect', 'retail-fl'));
    // Another name of the cluster that the spec calls west.
    fixture.south.uid = fixture.west.uid;
    fixture.south.put(site('west-interconnect', 'retail-fl'));
    const { output } = await fixture.run('federation:cleanup', {
      federation: 'retail-fl',
    });
    expect(output.changed).toBe(0);

    fixture.west.down = true;
    await fixture.run('federation:cleanup', { federation: 'retail-fl' });
    expect(owned(fixture.south, 'west-interconnect')).toBeDefined();
  });

  const another = () => {
    const other = site('other', 'retail-fl');
    other.metadata.annotations = { [HUB_ANNOTATION]: 'uid-of-mars/retail' };
    return other;
  };

  it('leaves alone what is another hub’s', async () => {
    const fixture = createFixture();
    fixture.store(retail());
    fixture.south.put(another());
    await fixture.run('federation:cleanup', { federation: 'retail-fl' });
    expect(owned(fixture.south, 'other')).toBeDefined();
  });

  it.each([
    ['adopted', 'retail-fl', { [ADOPTED_ANNOTATION]: 'retail-fl' }],
    ['another federation’s', 'theirs', {}],
    ['another hub’s', 'retail-fl', { [HUB_ANNOTATION]: 'uid-of-mars/retail' }],
    ['only its own', 'retail-fl', {}],
  ])(
    'deletes no namespace that holds what is %s',
    async (what, label, annotations) => {
      const fixture = createFixture();
      fixture.store(retail());
      const inIt = site('in-it', label);
      inIt.metadata.annotations = annotations;
      fixture.south.put(
        {
          apiVersion: 'v1',
          kind: 'Namespace',
          metadata: {
            name: 'retail',
            labels: { [FEDERATION_LABEL]: 'retail-fl' },
            annotations: {
              'backstage-federation.dev/created-for': 'retail-fl',
            },
          },
        },
        inIt,
      );
      await fixture.run('federation:cleanup', {
        federation: 'retail-fl',
        deleteNamespaces: true,
      });
      const namespace = fixture.south.object('Namespace', '', 'retail');
      expect(Boolean(namespace)).toBe(what !== 'only its own');
    },
  );

  it('leaves alone what is of a hub that it cannot ask', async () => {
    const fixture = createFixture();
    fixture.south.put(another());
    await expect(
      fixture.run('federation:cleanup', { federation: 'retail-fl' }),
    ).rejects.toThrow('whose hub is in a cluster that is not configured');
    expect(owned(fixture.south, 'other')).toBeDefined();
  });
});
