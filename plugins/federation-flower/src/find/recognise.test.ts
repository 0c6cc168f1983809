import {
  KubeDeployment,
  KubeObject,
} from '@backstage-federation/kubernetes-clusters';
import {
  createClusterSnapshot,
  FoundNetwork,
} from '@backstage-federation/plugin-federation-node';
import { guideObjects } from '../../../scaffolder-backend-module-federation/src/__testUtils__/guideObjects';
import { flower } from '../flower';
import { recogniseFlower } from './recognise';

const network: FoundNetwork = {
  hub: {
    cluster: 'east',
    namespace: 'flower-openshift-demo',
    site: 'superlink-interconnect',
  },
  members: [
    {
      name: 'supernode-1',
      cluster: 'west',
      namespace: 'flower-supernode-1',
      site: 'supernode-1-interconnect',
    },
  ],
  interconnect: { kind: 'skupper' },
};

const available = {
  conditions: [
    {
      type: 'Available',
      status: 'True',
      lastTransitionTime: '2026-01-01T00:00:00Z',
    },
  ],
};

/** The Deployments of the guide, as its reader makes them. */
const [superLink, superNode] = guideObjects
  .flatMap(({ objects }) => objects)
  .filter(({ kind }) => kind === 'Deployment')
  .map(object => ({ ...object, status: available } as KubeDeployment));

const since = '2026-01-01T00:00:00Z';
const recognise = (
  east: KubeObject[],
  west: KubeObject[],
  state: 'connected' | 'unreachable' = 'connected',
) =>
  recogniseFlower(network, [
    createClusterSnapshot({ name: 'east', state: 'connected', since }, east),
    createClusterSnapshot({ name: 'west', state, since }, west),
  ]);

const like = (
  deployment: KubeDeployment,
  name: string,
  container: { image?: string; args?: string[] },
): KubeDeployment => {
  const copy = structuredClone(deployment);
  copy.metadata.name = name;
  const [first] = copy.spec!.template!.spec!.containers!;
  Object.assign(first, container);
  return copy;
};

describe('recogniseFlower', () => {
  it('recognises the guide’s SuperLink and SuperNode', () => {
    const found = recognise([superLink], [superNode])!;
    expect(found.workload).toEqual({
      kind: 'flower',
      version: '1.23.0',
      security: 'insecure',
    });
    expect(found.members).toEqual([{ ...network.members[0], superNodes: 1 }]);
    expect(found.part).toMatchObject({
      view: {
        superLink: {
          name: 'superlink',
          image: 'flwr/superlink:1.23.0',
          state: { kind: 'ready', word: 'Ready' },
          controlApi: { kind: 'unknown' },
        },
        superNodes: [
          {
            id: 'west/flower-supernode-1/supernode-1',
            member: 'supernode-1',
            version: '1.23.0',
            state: { kind: 'ready' },
          },
        ],
      },
      counts: [{ id: 'superNodes', ready: 1, total: 1 }],
      summary: { healthy: { text: 'a SuperLink and 1 SuperNode' } },
      findings: [],
    });
  });

  it('is told what it needs of Deployments that nobody labelled', () => {
    const { reduce } = flower.watches.find(
      ({ type }) => type.kind === 'Deployment',
    )!;
    expect(reduce!(superLink)).toBe(superLink);
    const other = like(superLink, 'superlink', { image: 'nginx:1' });
    expect(reduce!(other)).not.toHaveProperty('spec');
  });

  it.each([
    ['registry.example.org:5000/mirror/flwr-supernode:1.39.0', true],
    ['supernode@sha256:abc', true],
    ['flwr/supernode-ee:1.26.1-ubuntu', true],
    ['example.org/supernode/web:1', false],
    ['notasupernodes:1', false],
  ])('by the image: %s', (image, isOne) => {
    const found = recognise([], [like(superNode, 'a', { image })]);
    expect(found !== undefined).toBe(isOne);
  });

  it('keeps names and node configs that are not the usual ones', () => {
    const { members } = recognise(
      [superLink],
      [
        like(superNode, 'scanner', { args: ['--insecure'] }),
        like(superNode, 'xray', {
          args: ['--insecure', '--node-config', 'site="a=b"'],
        }),
        like(superNode, 'zeta', { args: ['--node-config=site="c=d"'] }),
      ],
    )!;
    expect(members).toMatchObject([
      {
        superNodes: [
          { name: 'scanner' },
          { name: 'xray', nodeConfig: 'site="a=b"' },
          { name: 'zeta', nodeConfig: 'site="c=d"' },
        ],
      },
    ]);
  });

  it.each([
    [['--ssl-certfile', 'x'], 'tls'],
    [['--ssl-certfile', 'x', '--enable-supernode-auth'], 'supernode-auth'],
    [[], 'tls'],
  ])('tells the security of %s', (args, security) => {
    const secured = like(superLink, 'superlink', { args });
    expect(recognise([secured], [])!.workload).toMatchObject({ security });
  });

  it('says nothing of a version that the image does not tell', () => {
    const image = 'flwr/superlink:latest';
    const { workload } = recognise([like(superLink, 'link', { image })], [])!;
    expect(workload).not.toHaveProperty('version');
  });

  it('does not call well what is not ready, or whose cluster is silent', () => {
    const waits = { ...superNode, status: {} };
    const stateOf = (...given: Parameters<typeof recognise>) =>
      recognise(...given)!.part.rows[0].state.kind;
    expect(stateOf([], [waits])).toBe('progressing');
    expect(stateOf([], [superNode], 'unreachable')).toBe('unknown');
  });

  it('shows SuperNodes beside the SuperLink, and takes over none of them', () => {
    const beside = like(superNode, 'supernode-1', {});
    beside.metadata.namespace = 'flower-openshift-demo';
    const { part, members } = recognise([superLink, beside], [superNode])!;
    expect(part.counts).toMatchObject([{ total: 2 }]);
    expect(members).toMatchObject([{ superNodes: 1 }]);
  });

  it('is silent where nothing of it runs', () => {
    expect(recognise([], [])).toBeUndefined();
  });
});
