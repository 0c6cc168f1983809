import {
  COMPONENT_LABEL,
  FEDERATION_LABEL,
} from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { ADOPTED_ANNOTATION } from '@backstage-federation/federation-plans';
import {
  answer,
  status,
} from '../../../../packages/kubernetes-clusters/src/__testUtils__';
import {
  createFixture,
  retail,
} from '../../../scaffolder-backend-module-federation/src/__testUtils__/createFixture';

const API: Record<string, string> = {
  Deployment: 'apps/v1',
  NetworkPolicy: 'networking.k8s.io/v1',
  ConfigMap: 'v1',
  Service: 'v1',
};
const input = {
  federation: 'retail-fl',
  hub: { cluster: 'east', namespace: 'retail' },
  members: [{ cluster: 'west', namespace: 'retail' }],
};
const connector = {
  federation: 'retail-fl',
  cluster: 'west',
  namespace: 'retail',
  routingKey: 'fleet-api',
  port: 9092,
  selector: { app: 'superlink' },
};

function object(
  kind: string,
  name: string,
  metadata: Partial<KubeObject['metadata']> = {},
): KubeObject {
  return {
    apiVersion: API[kind] ?? 'skupper.io/v2alpha1',
    kind,
    metadata: { name, namespace: 'retail', ...metadata },
  };
}

/** What others made under names that the federation needs. */
function occupied() {
  const fixture = createFixture();
  fixture.east.put(
    object('Deployment', 'superlink', {
      annotations: { 'meta.helm.sh/release-name': 'flower' },
    }),
    object('Connector', 'fleet-api'),
  );
  fixture.west.put(
    // The owner of one of them.
    object('ConfigMap', 'a', { uid: 'other' }),
    object('Deployment', 'supernode-1', {
      labels: { 'app.kubernetes.io/managed-by': 'argocd' },
    }),
    object('Listener', 'fleet-api', {
      ownerReferences: [
        { apiVersion: 'example.com/v1', kind: 'App', name: 'a', uid: 'other' },
      ],
    }),
  );
  return fixture;
}

describe('names that are taken', () => {
  it.each([false, true])(
    'are told all at once before anything is changed (dry run: %s)',
    async isDryRun => {
      const fixture = occupied();
      const error = await fixture
        .run('federation:apply', input, { isDryRun })
        .catch(e => e);
      expect(error.message.split('\n')).toEqual([
        expect.stringMatching(/^federation: these names are taken by objects/),
        '- Connector "fleet-api" in namespace "retail" of cluster "east" (made by hand)',
        '- Deployment "superlink" in namespace "retail" of cluster "east" (of Helm release "flower")',
        '- Deployment "supernode-1" in namespace "retail" of cluster "west" (managed by argocd)',
        '- Listener "fleet-api" in namespace "retail" of cluster "west" (of App "a")',
        expect.stringContaining('Run it again with adopt: true'),
      ]);
      expect(fixture.all.flatMap(({ writes }) => writes)).toEqual([]);
    },
  );

  it('are no obstacle for who adopts what is there', async () => {
    const fixture = occupied();
    const { output } = await fixture.run(
      'federation:apply',
      { ...input, adopt: true },
      { isDryRun: true },
    );
    expect(output.summary).toMatch(/^Dry run/);
  });

  it.each([500, 503])(
    'are not free because their cluster could not say so: %s',
    async code => {
      const { west, run } = createFixture();
      west.put(object('Deployment', 'supernode-1'));
      let asked = 0;
      west.intercept = ({ url }, response) => {
        if (!url.pathname.endsWith('/deployments/supernode-1')) return false;
        asked += 1;
        if (asked === 1) answer(response, code, status(code, 'ask again'));
        return asked === 1;
      };
      await expect(
        run('federation:apply', input, { isDryRun: true }),
      ).rejects.toThrow(/cluster west: get Deployment.*ask again/i);
    },
  );

  it('are found when a member is added', async () => {
    const fixture = occupied();
    fixture.store(retail({ members: [] }));
    const member = { federation: 'retail-fl', cluster: 'west' };
    await expect(
      fixture.run('federation:member:add', { ...member, namespace: 'retail' }),
    ).rejects.toThrow('Deployment "supernode-1"');
    expect(fixture.west.writes).toEqual([]);
  });

  it('cannot be adopted from another federation', async () => {
    const { west, run } = createFixture();
    west.put(
      object('Deployment', 'supernode-1', {
        labels: { [FEDERATION_LABEL]: 'theirs' },
      }),
    );
    await expect(
      run('federation:apply', { ...input, adopt: true }, { isDryRun: true }),
    ).rejects.toThrow(
      /^(?![^]*theirs)[^]*of another federation.*\n.*cannot be taken over/,
    );
  });

  it.each(['supernode-auth', 'insecure'])(
    'cannot be used again where others manage the object too, and a field cannot change (%s)',
    async security => {
      const { all, west, run } = createFixture();
      const labels = { app: 'another' };
      west.put({
        ...object('Deployment', 'supernode-1', {
          labels: {
            [FEDERATION_LABEL]: 'retail-fl',
            [COMPONENT_LABEL]: 'supernode',
          },
        }),
        spec: {
          selector: { matchLabels: labels },
          template: {
            metadata: { labels },
            spec: { containers: [{ name: 'supernode', image: 'mine' }] },
          },
        },
      });
      await expect(
        run('federation:apply', { ...input, workload: { security } }),
      ).rejects.toThrow(
        'Nothing was changed, as these fields cannot be changed while their objects are there:\n- Deployment "supernode-1" in namespace "retail" of cluster "west": spec.selector\n',
      );
      expect(all.flatMap(({ writes }) => writes)).toEqual([]);
    },
  );

  it('are free where the federation made the object', async () => {
    const { west, run } = createFixture();
    west.put(
      object('Deployment', 'supernode-1', {
        labels: {
          [FEDERATION_LABEL]: 'retail-fl',
          [COMPONENT_LABEL]: 'supernode',
        },
      }),
    );
    const { output } = await run('federation:apply', input, { isDryRun: true });
    expect(output.summary).toMatch(/^Dry run/);
  });
});

describe('what was there before', () => {
  it.each([
    ['federation:delete', { federation: 'retail-fl', confirm: 'retail-fl' }],
    ['federation:member:remove', { federation: 'retail-fl', member: 'west' }],
    ['federation:cleanup', { federation: 'retail-fl' }],
    [
      'skupper:connector:delete',
      {
        federation: 'retail-fl',
        cluster: 'west',
        namespace: 'retail',
        routingKey: 'fleet-api',
      },
    ],
  ])('is not released by %s without the right to', async (id, removal) => {
    const { west, run, store, all } = createFixture();
    const [member] = retail().members;
    store(retail({ members: id.endsWith('cleanup') ? [] : [member] }));
    west.put(
      object('Connector', 'fleet-api', {
        labels: { [FEDERATION_LABEL]: 'retail-fl' },
        annotations: { [ADOPTED_ANNOTATION]: 'retail-fl' },
      }),
    );
    west.forbid('patch', 'connectors');
    await expect(run(id, removal)).rejects.toThrow(
      /^The credentials of the clusters lack permissions, so nothing was changed:\ncluster "west": .*patch.*connectors/,
    );
    const writes = all.flatMap(api => api.writes);
    expect(writes.filter(write => !write.includes('Lease'))).toEqual([]);
  });

  it('is marked when it is adopted, on every run, and released', async () => {
    const { west, run } = createFixture();
    west.put(object('Connector', 'fleet-api', { labels: { theirs: 'yes' } }));
    await expect(run('skupper:connector:create', connector)).rejects.toThrow(
      'Connector "fleet-api"',
    );
    await run('skupper:connector:create', { ...connector, adopt: true });
    const again = await run('skupper:connector:create', connector);
    expect(again.output.changed).toBe(0);
    const { metadata } = west.object('Connector', 'retail', 'fleet-api')!;
    expect(metadata.annotations).toMatchObject({
      [ADOPTED_ANNOTATION]: 'retail-fl',
    });

    const { federation, cluster, namespace, routingKey } = connector;
    const { lines } = await run('skupper:connector:delete', {
      federation,
      cluster,
      namespace,
      routingKey,
    });
    expect(lines.join('\n')).toContain('it was there before the federation');
    expect(west.writes).not.toContain('delete Connector retail/fleet-api');
    const left = west.object('Connector', 'retail', 'fleet-api')!;
    expect(left.metadata.labels).toMatchObject({ theirs: 'yes' });
    expect(left.metadata.labels?.[FEDERATION_LABEL] ?? null).toBeNull();
  });

  it('is a hub’s Site too, which links read', async () => {
    const { east, run } = createFixture();
    east.put(object('Site', 'mine'));
    const cancel = new AbortController();
    // No controller answers here: the site is never ready. Before that only the lease is watched.
    east.onWatch = () => east.watches > 1 && cancel.abort();
    await run(
      'federation:apply',
      { ...input, hub: { ...input.hub, site: 'mine' } },
      { signal: cancel.signal },
    ).catch(() => {});
    const { metadata } = east.object('Site', 'retail', 'mine')!;
    expect(metadata.annotations?.[ADOPTED_ANNOTATION]).toBe('retail-fl');
  });

  it('is a Site that was joined by its name', async () => {
    const { west, run } = createFixture();
    west.put(object('Site', 'mine'));
    const cancel = new AbortController();
    west.onWatch = () => cancel.abort();
    await run(
      'skupper:site:create',
      {
        federation: 'retail-fl',
        cluster: 'west',
        namespace: 'retail',
        name: 'mine',
      },
      { signal: cancel.signal },
    ).catch(() => {});
    const joined = west.object('Site', 'retail', 'mine')!;
    expect(joined.metadata.annotations?.[ADOPTED_ANNOTATION]).toBe('retail-fl');
    await run('skupper:site:delete', {
      federation: 'retail-fl',
      cluster: 'west',
      namespace: 'retail',
      name: 'mine',
    });
    expect(west.object('Site', 'retail', 'mine')).toBeDefined();
    expect(west.writes).not.toContain('delete Site retail/mine');
  });
});
