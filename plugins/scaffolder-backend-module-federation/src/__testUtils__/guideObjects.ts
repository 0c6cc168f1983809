import { KubeObject } from '@backstage-federation/kubernetes-clusters';

/** Manifests and what commands make in Flower's guide "Run Flower on multiple OpenShift clusters". */
export const GUIDE_HUB = 'flower-openshift-demo';
export const GUIDE_MEMBER = 'flower-supernode-1';
const SKUPPER = 'skupper.io/v2alpha1';

/** Under which address the hub's router is reached; the cluster gives it. */
export const ENDPOINTS = ['inter-router', 'edge'].map((name, i) => ({
  name,
  host: '198.51.100.7',
  port: ['55671', '45671'][i],
  group: 'skupper-router',
}));

const MOUNTS = [
  { name: 'cache-volume', mountPath: '/app/.cache' },
  { name: 'tmp-volume', mountPath: '/var/tmp' },
  { name: 'fab-volume', mountPath: '/app/.flwr' },
  { name: 'config-volume', mountPath: '/app/.config' },
];

function deployment(
  name: string,
  namespace: string,
  container: Record<string, unknown>,
): KubeObject {
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

function skupper(
  kind: string,
  namespace: string,
  name: string,
  spec: Record<string, unknown>,
): KubeObject {
  return { apiVersion: SKUPPER, kind, metadata: { name, namespace }, spec };
}

function project(name: string): KubeObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

/** By the command that makes it, in the order of the guide. */
export const guideObjects: { command: string; objects: KubeObject[] }[] = [
  {
    command: 'oc new-project',
    objects: [GUIDE_HUB, GUIDE_MEMBER].map(project),
  },
  {
    command: 'kubectl apply (SuperLink)',
    objects: [
      deployment('superlink', GUIDE_HUB, {
        name: 'superlink',
        image: 'flwr/superlink:1.23.0',
        args: ['--insecure'],
        ports: [
          { containerPort: 9092, name: 'fleet', protocol: 'TCP' },
          { containerPort: 9093, name: 'control', protocol: 'TCP' },
        ],
      }),
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'superlink-service', namespace: GUIDE_HUB },
        spec: {
          type: 'LoadBalancer',
          selector: { app: 'superlink' },
          ports: [
            {
              name: 'superlink-fleetapi',
              protocol: 'TCP',
              port: 9092,
              targetPort: 'fleet',
            },
            {
              name: 'superlink-controlapi',
              protocol: 'TCP',
              port: 9093,
              targetPort: 'control',
            },
          ],
        },
      },
    ],
  },
  {
    command: 'skupper site create',
    objects: [
      skupper('Site', GUIDE_HUB, 'superlink-interconnect', {
        linkAccess: 'default',
      }),
      skupper('Site', GUIDE_MEMBER, 'supernode-1-interconnect', {}),
    ],
  },
  {
    command: 'skupper link generate',
    objects: [
      skupper('Certificate', GUIDE_HUB, 'link-superlink-interconnect', {
        ca: 'skupper-site-ca',
        client: true,
        subject: '198.51.100.7,198.51.100.7',
      }),
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: {
          name: 'link-superlink-interconnect',
          namespace: GUIDE_MEMBER,
        },
        type: 'kubernetes.io/tls',
        data: { 'ca.crt': 'a', 'tls.crt': 'b', 'tls.key': 'c' },
      },
      skupper(
        'Link',
        GUIDE_MEMBER,
        'link-superlink-interconnect-skupper-router',
        {
          endpoints: ENDPOINTS,
          tlsCredentials: 'link-superlink-interconnect',
          cost: 1,
        },
      ),
    ],
  },
  {
    command: 'skupper connector create',
    objects: [
      skupper('Connector', GUIDE_HUB, 'fleet-api', {
        routingKey: 'fleet-api',
        port: 9092,
        selector: 'app=superlink',
        type: 'tcp',
      }),
    ],
  },
  {
    command: 'skupper listener create',
    objects: [
      skupper('Listener', GUIDE_MEMBER, 'fleet-api', {
        routingKey: 'fleet-api',
        host: 'fleet-api',
        port: 9092,
        type: 'tcp',
      }),
    ],
  },
  {
    command: 'kubectl apply (SuperNode)',
    objects: [
      deployment('supernode-1', GUIDE_MEMBER, {
        name: 'supernode',
        image: 'flwr/supernode:1.23.0',
        args: [
          '--insecure',
          '--superlink',
          // The guide leaves the name of the listener's Service to the reader.
          'fleet-api:9092',
          '--clientappio-api-address',
          '0.0.0.0:9094',
        ],
        ports: [{ containerPort: 9094, protocol: 'TCP' }],
      }),
    ],
  },
];
