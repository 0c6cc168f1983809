import { ConfigReader } from '@backstage/config';
import { homedir } from 'node:os';
import { createCertificates } from '../__testUtils__/createCertificates';
import { readClusters } from './readClusters';

const cluster = {
  name: 'west',
  url: 'https://west.example.com/',
  authProvider: 'serviceAccount',
  serviceAccountToken: 't',
};
type JsonObject = Record<string, any>;
const read = (
  clusters: JsonObject[],
  own: JsonObject[] = [],
  inCluster = false,
) =>
  readClusters(
    new ConfigReader({
      kubernetes: { clusterLocatorMethods: [{ type: 'config', clusters }] },
      federation: { clusters: own },
    }),
    { inCluster },
  );

describe('readClusters', () => {
  let pem: string;
  let caData: string;

  beforeAll(async () => {
    pem = (await createCertificates()).ca;
    caData = Buffer.from(pem).toString('base64');
  });

  it('reads the clusters of the kubernetes section and its own', () => {
    const { clusters, emptyReason } = read(
      [{ ...cluster, title: 'West', caData, skipTLSVerify: true }],
      [
        { name: 'east', kubeconfig: '/kube/config', context: 'east' },
        { name: 'here', inCluster: true },
      ],
    );
    expect(emptyReason).toBeUndefined();
    expect(clusters).toEqual([
      {
        name: 'west',
        title: 'West',
        configKey: 'kubernetes.clusterLocatorMethods[0].clusters[0]',
        access: {
          kind: 'token',
          token: 't',
          details: {
            name: 'west',
            url: 'https://west.example.com',
            authMetadata: { 'kubernetes.io/auth-provider': 'serviceAccount' },
            skipTLSVerify: true,
            caData,
            caFile: undefined,
          },
        },
      },
      {
        name: 'east',
        configKey: 'federation.clusters[0]',
        access: {
          kind: 'kubeconfig',
          origin: { kind: 'file', path: '/kube/config', context: 'east' },
        },
      },
      {
        name: 'here',
        configKey: 'federation.clusters[1]',
        access: { kind: 'kubeconfig', origin: { kind: 'in-cluster' } },
      },
    ]);
  });

  it('says what to add when there are none', () => {
    expect(readClusters(new ConfigReader({})).emptyReason).toMatch(
      /kubernetes\.clusterLocatorMethods .* or under federation\.clusters/,
    );
    const gke = { kubernetes: { clusterLocatorMethods: [{ type: 'gke' }] } };
    expect(readClusters(new ConfigReader(gke)).emptyReason).toMatch(
      /locators gke cannot be used/,
    );
  });

  it('keeps a cluster that needs a user, and says why it is of no use', () => {
    const { clusters } = read([
      { ...cluster, authProvider: 'google' },
      { ...cluster, name: 'aws', authProvider: 'aws' },
    ]);
    expect(clusters.map(({ access }) => access)).toEqual([
      {
        kind: 'unusable',
        reason: expect.stringMatching(
          /"google" needs the token of a signed-in/,
        ),
      },
      { kind: 'unusable', reason: expect.stringMatching(/"aws" is not supp/) },
    ]);
  });

  it('uses the service account of the pod when a token is missing', () => {
    const { serviceAccountToken: _, ...noToken } = cluster;
    expect(read([noToken], [], true).clusters[0].access).toEqual({
      kind: 'kubeconfig',
      origin: { kind: 'in-cluster' },
    });
    expect(read([noToken]).clusters[0].access).toEqual({
      kind: 'unusable',
      reason: expect.stringMatching(
        /clusters\[0\]\.serviceAccountToken is mis/,
      ),
    });
  });

  it('takes the proxy of kubectl', () => {
    const { clusters } = readClusters(
      new ConfigReader({
        kubernetes: { clusterLocatorMethods: [{ type: 'localKubectlProxy' }] },
      }),
    );
    expect(clusters[0]).toMatchObject({
      name: 'local',
      access: { details: { url: 'http://localhost:8001' } },
    });
  });

  it('takes certificates as PEM too, and paths from the home of its user', () => {
    const { clusters } = read(
      [
        { ...cluster, caData: pem },
        { ...cluster, name: 'line', caData: pem.replace(/\n/g, '\\n') },
        { ...cluster, name: 'file', caFile: '~/ca.pem' },
      ],
      [{ name: 'kube', kubeconfig: '~/.kube/config' }],
    );
    expect(clusters).toMatchObject([
      { access: { details: { caData } } },
      { access: { details: { caData } } },
      { access: { details: { caFile: `${homedir()}/ca.pem` } } },
      { access: { origin: { path: `${homedir()}/.kube/config` } } },
    ]);
  });

  const k = 'kubernetes.clusterLocatorMethods[0].clusters';
  const placed = 'kubernetes.clusterLocatorMethods.0.clusters';
  it.each<[string, string, JsonObject[], JsonObject[]]>([
    [
      `${k}[1].name: cluster "west" is already configured in ${k}[0]; names must be unique`,
      `${placed}.1`,
      [cluster, cluster],
      [],
    ],
    [
      `federation.clusters[0].name: cluster "west" is already configured in ${k}[0]`,
      'federation.clusters.0',
      [cluster],
      [{ name: 'west', inCluster: true }],
    ],
    [
      `${k}[0].name: cluster must not be a name that every object has`,
      `${placed}.0`,
      [{ ...cluster, name: 'constructor' }],
      [],
    ],
    [
      `${k}[0].name: cluster must not contain`,
      `${placed}.0`,
      [{ ...cluster, name: 'a b' }],
      [],
    ],
    [
      `'${k}[0].name' in 'configuration', got number`,
      `${placed}.0`,
      [{ ...cluster, name: 5 }],
      [],
    ],
    [`'${k}[0].name'`, `${placed}.0`, [{ ...cluster, name: undefined }], []],
    [`${k}[0] must be an object`, `${placed}.0`, ['west' as any], []],
    [`${k}[0] must be an object`, `${placed}.0`, [null as any], []],
    [`${k}[0].url`, 'west', [{ ...cluster, url: 'nope' }], []],
    [
      `${k}[0].url must begin with https:// or http://`,
      'west',
      [{ ...cluster, url: 'kubernetes.default.svc:443' }],
      [],
    ],
    [
      `'${k}[0].url' in 'configuration', got object`,
      'west',
      [{ ...cluster, url: { host: 'x' } }],
      [],
    ],
    [`${k}[0].url`, 'x', [{ name: 'x', authProvider: 'serviceAccount' }], []],
    [
      `${k}[0].authProvider is missing`,
      'west',
      [{ ...cluster, authProvider: undefined }],
      [],
    ],
    [`${k}[0].authProvider`, 'west', [{ ...cluster, authProvider: [] }], []],
    [`${k}[0].authMetadata`, 'west', [{ ...cluster, authMetadata: 'x' }], []],
    [`${k}[0].title`, 'west', [{ ...cluster, title: 5 }], []],
    [
      `${k}[0].serviceAccountToken`,
      'west',
      [{ ...cluster, serviceAccountToken: '' }],
      [],
    ],
    [
      `${k}[0].serviceAccountToken must be one word`,
      'west',
      [{ ...cluster, serviceAccountToken: 'a\r\nb: c' }],
      [],
    ],
    [
      `${k}[0].skipTLSVerify`,
      'west',
      [{ ...cluster, skipTLSVerify: 'maybe' }],
      [],
    ],
    [
      `${k}[0].caData holds no certificate in PEM`,
      'west',
      [{ ...cluster, caData: '%%%' }],
      [],
    ],
    [
      `${k}[0].caData holds a certificate that cannot be read`,
      'west',
      [
        {
          ...cluster,
          caData:
            '-----BEGIN CERTIFICATE-----\nYQ==\n-----END CERTIFICATE-----',
        },
      ],
      [],
    ],
    ['federation.clusters[0]: give kubeconfig', 'x', [], [{ name: 'x' }]],
    [
      'federation.clusters[0]: give either inCluster',
      'x',
      [],
      [{ name: 'x', inCluster: true, context: 'y' }],
    ],
    [
      'federation.clusters[0].kubeconfig',
      'x',
      [],
      [{ name: 'x', kubeconfig: ['a'] }],
    ],
  ])(
    'keeps as of no use, beside a good one: %s',
    (message, name, clusters, own) => {
      const good = { name: 'good', inCluster: true };
      const result = read(clusters, [...own, good]).clusters;
      expect(result.find(found => found.name === name)?.access).toEqual({
        kind: 'unusable',
        reason: expect.stringContaining(message),
      });
      expect(result.find(found => found.name === 'good')?.access.kind).toBe(
        'kubeconfig',
      );
    },
  );

  it.each<[string, JsonObject]>([
    ['kubernetes must be an object', { kubernetes: 'x' }],
    [
      'kubernetes.clusterLocatorMethods must be a list',
      { kubernetes: { clusterLocatorMethods: {} } },
    ],
    [
      'kubernetes.clusterLocatorMethods[0] must be an object',
      { kubernetes: { clusterLocatorMethods: [5] } },
    ],
    [
      'kubernetes.clusterLocatorMethods[0].type must be a text',
      { kubernetes: { clusterLocatorMethods: [{}] } },
    ],
    [
      `${k} must be a list`,
      {
        kubernetes: {
          clusterLocatorMethods: [{ type: 'config', clusters: 'x' }],
        },
      },
    ],
    [
      'locators catalog, gke cannot be used',
      {
        kubernetes: {
          clusterLocatorMethods: [
            { type: 'catalog' },
            { type: 'gke' },
            { type: 'gke' },
          ],
        },
      },
    ],
    ['federation.clusters must be a list', { federation: { clusters: 5 } }],
    ['federation must be an object', { federation: [] }],
  ])('goes on without a section: %s', (problem, config) => {
    const { clusters, problems, emptyReason } = readClusters(
      new ConfigReader(config),
    );
    expect(clusters).toEqual([]);
    expect(problems).toEqual([expect.stringContaining(problem)]);
    expect(emptyReason).toContain(problem);
  });

  it('throws for no malformed value of any field', () => {
    const values = [null, '', ' ', 'x', 0, -1, NaN, true, [], {}, [[]], '~'];
    const fields = {
      kubernetes: [
        'name',
        'title',
        'url',
        'authProvider',
        'authMetadata',
        'serviceAccountToken',
        'caData',
        'caFile',
        'skipTLSVerify',
      ],
      own: ['name', 'title', 'kubeconfig', 'context', 'inCluster'],
    };
    for (const value of values) {
      const clusters = fields.kubernetes.map((field, n) => ({
        ...cluster,
        name: `c${n}`,
        [field]: value,
      }));
      const own = fields.own.map((field, n) => ({
        name: `o${n}`,
        context: 'c',
        [field]: value,
      }));
      const all = read(clusters, own).clusters;
      expect(all).toHaveLength(clusters.length + own.length);
      expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    }
  });
});
