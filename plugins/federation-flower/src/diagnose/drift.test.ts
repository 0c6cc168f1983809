import {
  FieldOwner,
  KubeDeployment,
} from '@backstage-federation/kubernetes-clusters';
import {
  createClusterSnapshot,
  specConfigMap,
} from '@backstage-federation/plugin-federation-node';
import { REAPPLY_TEMPLATE } from '@backstage-federation/plugin-federation-common';
import {
  assembleTest,
  idLog,
  okReading,
  T0,
  testClusters,
  testNode,
  testSpec,
} from '../__testUtils__/federation';
import { superLinkProcess } from '../facts/process';
import { superLinkObjects } from '../objects';
import { assembleFlower } from '../view/assembleFlower';

const AT = '2026-11-21T02:30:00Z';
const LATER = new Date(Date.parse(T0) + 3_600_000);
type Clusters = ReturnType<typeof testClusters>;
type Spec = NonNullable<KubeDeployment['spec']>;

/** Whoever wrote all that is wanted of a Deployment. */
const kubectl: FieldOwner[] = [
  { manager: 'kubectl-edit', time: AT, fields: { 'f:spec': {} } },
];

const deploymentOf = (clusters: Clusters, cluster: string) =>
  clusters
    .find(({ name }) => name === cluster)!
    .objects('Deployment')[0] as KubeDeployment;

/** All Deployments as a watch tells them that asks who holds their fields. */
function watched(
  spec = testSpec(),
  pods: Parameters<typeof testClusters>[1] = {},
) {
  const clusters = testClusters(spec, pods);
  for (const cluster of clusters) {
    for (const { metadata } of cluster.objects('Deployment')) {
      metadata.owners = [];
    }
  }
  return clusters;
}

function changedBy(
  owners: FieldOwner[],
  cluster: string,
  change: (spec: Spec) => void,
  pods?: Parameters<typeof testClusters>[1],
) {
  const clusters = watched(testSpec(), pods);
  const deployment = deploymentOf(clusters, cluster);
  deployment.spec = structuredClone(deployment.spec);
  deployment.metadata.owners = owners;
  change(deployment.spec!);
  return clusters;
}

const container = (spec: Spec) => spec.template.spec!.containers[0];
const all = okReading(testNode('1'), testNode('2'));
const logs = [idLog('north', '1'), idLog('west', '2')];
const see = (clusters: Clusters, control = all, said = logs) =>
  assembleTest(testSpec(), clusters, control, said).findings;
const lost = okReading(
  testNode('1', { status: 'offline' }),
  testNode('2', { status: 'offline' }),
);

describe('what was changed of SuperLink and SuperNodes', () => {
  it.each(['insecure', 'tls', 'supernode-auth'] as const)(
    'is nothing when all is as it was applied (%s)',
    security => {
      const spec = testSpec('1.39.0', security);
      const clusters = watched(spec);
      const known = specConfigMap(spec);
      known.metadata.creationTimestamp = T0;
      const hub = clusters[0];
      const objects = hub.objects.bind(hub);
      hub.objects = (kind, namespace) =>
        kind === 'ConfigMap' ? [known] : objects(kind, namespace);
      const { findings } = assembleFlower(spec, clusters, all, logs, LATER);
      expect(findings.map(({ cause }) => cause)).not.toContain(
        'superlink-changed',
      );
      expect(findings.map(({ cause }) => cause)).not.toContain(
        'supernode-changed',
      );
    },
  );

  it('is nothing when the database is on the volume that its cluster had to offer', () => {
    const spec = testSpec('1.39.0', 'supernode-auth');
    const [wanted] = superLinkObjects(spec, 'openshift', undefined, true);
    wanted.metadata.owners = [];
    const process = superLinkProcess(
      spec,
      createClusterSnapshot({ name: 'east', state: 'connected', since: T0 }, [
        wanted,
      ]),
    );
    expect(process).toMatchObject({ deployment: wanted, drift: [] });
  });

  it('is the cause when it is scaled to 0, with who did that', () => {
    const fields = { 'f:spec': { 'f:replicas': {} } };
    const owners = [{ manager: 'kubectl', time: AT, fields }];
    const clusters = changedBy(owners, 'west', spec => {
      spec.replicas = 0;
    });
    const [finding, ...others] = see(clusters);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      cause: 'supernode-scaled-to-zero',
      severity: 'error',
      title: 'SuperNode west/supernode-1 was scaled to 0 by "kubectl".',
      evidence: [
        {
          source: 'west/retail Deployment supernode-1',
          text: 'spec.replicas: 0; the federation sets 1; written by "kubectl"',
          at: AT,
        },
      ],
      remedy: {
        template: { ref: REAPPLY_TEMPLATE, formData: { takeOver: true } },
      },
    });
    const hub = changedBy(
      owners,
      'east',
      spec => {
        spec.replicas = 0;
      },
      { 'east/superlink': [] },
    );
    expect(see(hub).map(({ cause }) => cause)).toEqual([
      'superlink-scaled-to-zero',
    ]);
  });

  it.each([
    ['SuperLink', 'east', 'superlink-changed'],
    ['SuperNode', 'north', 'supernode-changed'],
  ])(
    'is a label that somebody took off a %s, which runs on',
    (_, at, cause) => {
      const clusters = watched();
      const { metadata } = deploymentOf(clusters, at);
      metadata.labels = { app: metadata.name };
      const known = specConfigMap(testSpec());
      known.metadata.creationTimestamp = T0;
      const [hub] = clusters;
      const objects = hub.objects.bind(hub);
      hub.objects = (kind, namespace) =>
        kind === 'ConfigMap' ? [known] : objects(kind, namespace);
      const { findings, superLink, superNodes } = assembleFlower(
        testSpec(),
        clusters,
        all,
        logs,
        LATER,
      );
      expect([superLink, ...superNodes].map(({ state }) => state.kind)).toEqual(
        ['ready', 'ready', 'ready'],
      );
      expect(findings).toMatchObject([
        {
          cause,
          severity: 'info',
          remedy: { template: { formData: { adopt: true } } },
        },
      ]);
    },
  );

  it('is said of one that nobody is known to have scaled to 0', () => {
    const clusters = testClusters(testSpec());
    const deployment = deploymentOf(clusters, 'west');
    deployment.spec = { ...deployment.spec!, replicas: 0 };
    expect(see(clusters)).toMatchObject([
      {
        cause: 'supernode-scaled-to-zero',
        title: 'SuperNode west/supernode-1 is scaled to 0.',
        remedy: { template: { formData: {} } },
      },
    ]);
  });

  it.each<[string, (spec: Spec) => void, string]>([
    [
      'an image of the same version',
      spec => {
        container(spec).image = 'example.org/supernode:1.39.0';
      },
      'spec.template.spec.containers[supernode].image is "example.org/supernode:1.39.0" instead of "flwr/supernode:1.39.0"',
    ],
    [
      'replicas',
      spec => {
        spec.replicas = 2;
      },
      'spec.replicas is 2 instead of 1',
    ],
    [
      'a resource',
      spec => {
        container(spec).resources = { requests: { cpu: '2' } };
      },
      'spec.template.spec.containers[supernode].resources.requests.cpu is "2" instead of "250m"',
    ],
  ])('is a note while it works: %s', (_what, change, text) => {
    const [finding, ...others] = see(changedBy(kubectl, 'west', change));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      cause: 'supernode-changed',
      severity: 'info',
      remedy: { template: { formData: { takeOver: true } } },
    });
    expect(finding.title).toContain(
      'SuperNode west/supernode-1 was changed by "kubectl-edit": ',
    );
    expect(finding.title).toContain(text);
  });

  it('keeps the words for another version, and adds who wrote the image', () => {
    const clusters = watched();
    const deployment = deploymentOf(clusters, 'east');
    deployment.metadata.owners = kubectl;
    const image = 'flwr/superlink:1.38.0';
    container(deployment.spec!).image = image;
    const found = see(clusters).filter(f => f.subject.kind === 'superlink');
    expect(found).toMatchObject([
      {
        cause: 'superlink-version-mismatch',
        evidence: [
          { text: `image ${image}` },
          { text: expect.stringContaining('written by "kubectl-edit"') },
        ],
      },
    ]);
  });

  it('is the cause of a SuperNode that is not connected, and not both are said', () => {
    const clusters = changedBy(kubectl, 'west', spec => {
      container(spec).args = ['--insecure', '--superlink', 'elsewhere:9092'];
    });
    const offline = okReading(
      testNode('1'),
      testNode('2', { status: 'offline' }),
    );
    expect(see(clusters, offline)).toMatchObject([
      {
        cause: 'supernode-changed',
        text: 'supernode-changed.broken',
        severity: 'error',
      },
    ]);
  });

  it('is the cause when no SuperNode can connect to a SuperLink that was changed', () => {
    const clusters = changedBy(kubectl, 'east', spec => {
      container(spec).args = ['--insecure'];
      container(spec).ports = [];
    });
    expect(see(clusters, lost)).toMatchObject([
      {
        cause: 'superlink-changed',
        text: 'superlink-changed.broken',
        severity: 'error',
      },
    ]);
    const harmless = changedBy(kubectl, 'east', spec => {
      container(spec).resources = {};
    });
    expect(
      see(harmless, lost).map(({ cause, severity }) => `${cause} ${severity}`),
    ).toEqual([
      'superlink-changed info',
      'supernode-offline error',
      'supernode-offline error',
    ]);
  });

  it('is told of what nobody holds only when no run can be at it any more', () => {
    const spec = testSpec();
    const clusters = changedBy([], 'west', of => {
      container(of).env = [];
    });
    const known = specConfigMap(spec);
    known.metadata.creationTimestamp = T0;
    const hub = clusters[0];
    const objects = hub.objects.bind(hub);
    hub.objects = (kind, namespace) =>
      kind === 'ConfigMap' ? [known] : objects(kind, namespace);
    const at = (now: Date) =>
      assembleFlower(spec, clusters, all, logs, now).findings;
    expect(at(new Date(T0))).toEqual([]);
    expect(at(LATER)).toMatchObject([
      {
        cause: 'supernode-changed',
        text: 'supernode-changed.unapplied',
        severity: 'info',
        remedy: { template: { formData: {} } },
      },
    ]);
  });
});
