import { ConfigReader } from '@backstage/config';
import { readClusters } from './readClusters';

const cluster = {
  name: 'west',
  url: 'https://west.example.com/',
  authProvider: 'serviceAccount',
  serviceAccountToken: 't',
};
type JsonObject = Record<string, string | boolean | undefined>;
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
  it('reads the clusters of the kubernetes section and its own', () => {
    const { clusters, emptyReason } = read(
      [{ ...cluster, title: 'West', caData: 'Y2E=', skipTLSVerify: true }],
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
            caData: 'Y2E=',
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

  const k = 'kubernetes.clusterLocatorMethods[0].clusters';
  it.each<[string, JsonObject[], JsonObject[]]>([
    [
      `${k}[1].name: cluster "west" is already configured in ${k}[0]; names must be unique`,
      [cluster, cluster],
      [],
    ],
    [
      `federation.clusters[0].name: cluster "west" is already configured in ${k}[0]`,
      [cluster],
      [{ name: 'west', inCluster: true }],
    ],
    [
      `${k}[0].name: cluster must not contain`,
      [{ ...cluster, name: 'a b' }],
      [],
    ],
    [`${k}[0].url`, [{ ...cluster, url: 'nope' }], []],
    [`${k}[0].url`, [{ name: 'x', authProvider: 'serviceAccount' }], []],
    [
      `${k}[0].authProvider is missing`,
      [{ ...cluster, authProvider: undefined }],
      [],
    ],
    ['federation.clusters[0]: give kubeconfig', [], [{ name: 'x' }]],
    [
      'federation.clusters[0]: give either inCluster',
      [],
      [{ name: 'x', inCluster: true, context: 'y' }],
    ],
  ])('refuses: %s', (message, clusters, own) => {
    expect(() => read(clusters, own)).toThrow(message);
  });
});
