import {
  FEDERATION_LABEL,
  flowerSpec,
  parseFederationSpec,
} from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { flowerProfile } from '../profiles';
import { GuideDifference, guideDifferences } from './guideDifferences';
import { fleetGateway } from './fleetGateway';
import { superLinkObjects } from './superLinkObjects';
import { superNodeObjects } from './superNodeObjects';

const spec = (version: string) =>
  flowerSpec(
    parseFederationSpec({
      name: 'guide',
      workload: { version, security: 'insecure' },
      hub: { cluster: 'a', namespace: 'flower-openshift-demo' },
      members: [
        { name: 'supernode-1', cluster: 'b', namespace: 'flower-supernode-1' },
      ],
    }),
  );

// The manifests of Flower's single- and multi-cluster OpenShift guides.
const MOUNTS = [
  { name: 'cache-volume', mountPath: '/app/.cache' },
  { name: 'tmp-volume', mountPath: '/var/tmp' },
  { name: 'fab-volume', mountPath: '/app/.flwr' },
  { name: 'config-volume', mountPath: '/app/.config' },
];

function guideDeployment(
  name: string,
  namespace: string,
  container: Record<string, unknown>,
) {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, labels: { app: name } },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: {
          securityContext: { runAsNonRoot: true },
          containers: [{ ...container, volumeMounts: MOUNTS }],
          volumes: MOUNTS.map(mount => ({
            name: mount.name,
            emptyDir: { sizeLimit: '50Mi' },
          })),
        },
      },
    },
  };
}

const FLEET = { port: 9092, name: 'fleet', service: 'superlink-fleetapi' };
const HTTP_APIS = {
  port: 8000,
  name: 'flwr-http-apis',
  service: 'flwr-http-apis',
};
const GRPC_CONTROL = {
  port: 9093,
  name: 'control',
  service: 'superlink-controlapi',
};

const CASES = {
  '1.34.0': {
    superLinkArgs: ['--insecure'],
    ports: [FLEET, GRPC_CONTROL],
    runtime: ['--clientappio-api-address', '0.0.0.0:9094'],
  },
  '1.36.0': {
    superLinkArgs: ['--insecure'],
    ports: [FLEET, GRPC_CONTROL],
    runtime: ['--host', '0.0.0.0', '--port', '9094'],
  },
  '1.39.0': {
    superLinkArgs: ['--insecure', '--host', '0.0.0.0'],
    ports: [FLEET, HTTP_APIS],
    runtime: ['--host', '0.0.0.0', '--port', '9094'],
  },
  '1.42.0': {
    superLinkArgs: ['--insecure', '--host', '0.0.0.0'],
    ports: [HTTP_APIS],
    runtime: ['--host', '0.0.0.0', '--port', '9094'],
  },
};

function guideObjects(version: keyof typeof CASES) {
  const { superLinkArgs, ports, runtime } = CASES[version];
  return {
    'Deployment superlink': guideDeployment(
      'superlink',
      'flower-openshift-demo',
      {
        name: 'superlink',
        image: `flwr/superlink:${version}`,
        args: superLinkArgs,
        ports: ports.map(({ port, name }) => ({
          containerPort: port,
          name,
          protocol: 'TCP',
        })),
      },
    ),
    'Service superlink-service': {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {
        name: 'superlink-service',
        namespace: 'flower-openshift-demo',
        labels: {},
      },
      spec: {
        type: 'LoadBalancer',
        selector: { app: 'superlink' },
        ports: ports.map(({ port, name, service }) => ({
          name: service,
          protocol: 'TCP',
          port,
          targetPort: name,
        })),
      },
    },
    'Deployment supernode': guideDeployment(
      'supernode-1',
      'flower-supernode-1',
      {
        name: 'supernode',
        image: `flwr/supernode:${version}`,
        args: [
          '--insecure',
          '--superlink',
          `fleet-api:${ports[0].port}`,
          ...runtime,
        ],
        ports: [{ containerPort: 9094, protocol: 'TCP' }],
      },
    ),
  };
}

function withoutFederationLabels(object: KubeObject): KubeObject {
  return JSON.parse(JSON.stringify(object), (key, value) =>
    key === 'labels'
      ? Object.fromEntries(
          Object.entries(value).filter(
            ([label]) => !label.startsWith('backstage-federation.dev/'),
          ),
        )
      : value,
  );
}

/** Applies a difference, after checking that the guide has what the difference says it has. */
function applyDifference(object: object, difference: GuideDifference) {
  const path = difference.path.split('.');
  const last = path.pop()!;
  let at = object as Record<string, any>;
  for (const part of path) at = at[part];
  expect({ path: difference.path, value: at[last] }).toEqual({
    path: difference.path,
    value: difference.guide,
  });
  at[last] = difference.ours;
}

describe.each(Object.keys(CASES) as (keyof typeof CASES)[])(
  'objects of Flower %s',
  version => {
    it.each(['kubernetes', 'openshift'] as const)(
      'are the guide plus the listed differences on %s',
      platform => {
        const federation = spec(version);
        const objects = superLinkObjects(federation, platform);
        const deployment = objects.find(o => o.kind === 'Deployment')!;
        const service = objects.find(o => o.kind === 'Service')!;
        const [superNode] = superNodeObjects(
          federation,
          federation.members[0],
          federation.members[0].superNodes[0],
          platform,
        );
        const expected = guideObjects(version);
        const differences = guideDifferences(
          flowerProfile(version),
          platform,
          fleetGateway(federation),
        );
        for (const difference of differences) {
          applyDifference(expected[difference.object], difference);
          expect(difference.reason).not.toBe('');
        }
        expect({
          'Deployment superlink': withoutFederationLabels(deployment),
          'Service superlink-service': withoutFederationLabels(service),
          'Deployment supernode': withoutFederationLabels(superNode),
        }).toEqual(expected);
      },
    );
  },
);

it('sets no user id on OpenShift, where a fixed one is refused', () => {
  const text = JSON.stringify([
    ...superLinkObjects(spec('1.39.0'), 'openshift'),
    ...superNodeObjects(
      spec('1.39.0'),
      spec('1.39.0').members[0],
      { name: 'supernode-1' },
      'openshift',
    ),
  ]);
  expect(text).not.toContain('49999');
  expect(text).toContain('runAsNonRoot');
});

it('labels every object and pod with the federation', () => {
  for (const object of superLinkObjects(spec('1.23.0'), 'kubernetes')) {
    expect(object.metadata.labels?.[FEDERATION_LABEL]).toBe('guide');
  }
});

it('gives the node config as one argument', () => {
  const federation = spec('1.23.0');
  const [deployment] = superNodeObjects(
    federation,
    federation.members[0],
    { name: 'supernode-1', nodeConfig: 'partition-id=0 num-partitions=2' },
    'kubernetes',
  ) as any[];
  expect(deployment.spec.template.spec.containers[0].args.slice(-2)).toEqual([
    '--node-config',
    'partition-id=0 num-partitions=2',
  ]);
});

it('lets only Skupper routers reach the Fleet API, and only the namespace the Control API', () => {
  const policy = superLinkObjects(spec('1.39.0'), 'kubernetes')[2] as any;
  expect(policy.spec.ingress).toEqual([
    {
      from: [
        { podSelector: { matchLabels: { 'skupper.io/component': 'router' } } },
      ],
      ports: [{ protocol: 'TCP', port: 9092 }],
    },
    {
      from: [{ podSelector: {} }],
      ports: [{ protocol: 'TCP', port: 8000 }],
    },
  ]);
});
