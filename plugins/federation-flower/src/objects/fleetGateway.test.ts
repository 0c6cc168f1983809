import {
  KubeDeployment,
  KubeNetworkPolicy,
  KubeObject,
  KubeService,
} from '@backstage-federation/kubernetes-clusters';
import { testSpec } from '../__testUtils__/federation';
import { fleetGateway } from './fleetGateway';
import { superLinkObjects } from './superLinkObjects';

const SECURITIES = ['insecure', 'tls', 'supernode-auth'] as const;
const VERSIONS = ['1.40.0', '1.41.0', '1.42.0'];
const find = <T extends KubeObject>(objects: KubeObject[], kind: string) =>
  objects.find(object => object.kind === kind) as T;

describe.each(VERSIONS)('a SuperLink of %s', version => {
  it.each(SECURITIES)('is reached through its gateway only: %s', security => {
    const objects = superLinkObjects(testSpec(version, security), 'kubernetes');
    const { spec } = find<KubeDeployment>(objects, 'Deployment').spec!.template;
    const [superLink, gateway] = spec!.containers;
    const host = superLink.args!.lastIndexOf('--host');
    expect(superLink.args![host + 1]).toBe('127.0.0.1');
    expect(superLink.ports).toBeUndefined();
    expect(superLink.readinessProbe).toBeUndefined();
    expect(gateway.ports!.map(({ containerPort }) => containerPort)).toEqual([
      9092, 8081,
    ]);
    const { ports } = find<KubeService>(objects, 'Service').spec!;
    expect(ports).toEqual([
      {
        name: 'superlink-fleetapi',
        port: 9092,
        protocol: 'TCP',
        targetPort: 'fleet',
      },
    ]);
    const policy = find<KubeNetworkPolicy>(objects, 'NetworkPolicy').spec!;
    expect(policy.ingress).toEqual([
      {
        from: [
          {
            podSelector: { matchLabels: { 'skupper.io/component': 'router' } },
          },
        ],
        ports: [{ protocol: 'TCP', port: 9092 }],
      },
    ]);
  });
});

it.each(['kubernetes', 'openshift'] as const)(
  'passes Pod Security "restricted" on %s, with nothing writable but its own folder',
  platform => {
    const objects = superLinkObjects(testSpec('1.42.0', 'tls'), platform);
    const { spec } = find<KubeDeployment>(objects, 'Deployment').spec!.template;
    expect(spec!.securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    const gateway = spec!.containers[1];
    expect(gateway.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    const writable = gateway.volumeMounts!.filter(mount => !mount.readOnly);
    expect(writable.map(({ mountPath }) => mountPath)).toEqual(['/tmp']);
    const { data } = fleetGateway(testSpec('1.42.0', 'tls'))!.configMap;
    const paths = Object.values(data!)[0].match(/(?<=_path |pid )\/[^;]+/g)!;
    expect(paths).toHaveLength(6);
    expect(paths.filter(path => !path.startsWith('/tmp/'))).toEqual([]);
  },
);

it('speaks TLS where the SuperLink does, and starts anew when its rules change', () => {
  const text = (security: (typeof SECURITIES)[number]) =>
    Object.values(
      fleetGateway(testSpec('1.42.0', security))!.configMap.data!,
    )[0];
  expect(text('supernode-auth')).toContain('listen 9092 ssl;');
  expect(text('supernode-auth')).toContain('proxy_pass https://superlink;');
  expect(text('supernode-auth')).toContain('proxy_ssl_name localhost;');
  expect(text('insecure')).toContain('listen 9092;');
  expect(text('insecure')).toContain('proxy_pass http://superlink;');
  expect(text('insecure')).not.toContain('ssl');
  const marks = SECURITIES.map(
    security => fleetGateway(testSpec('1.42.0', security))!.annotations,
  );
  expect(marks[0]).not.toEqual(marks[1]);
  expect(marks[1]).toEqual(marks[2]);
});

it.each(['1.23.0', '1.39.0'])(
  'is not needed with %s, whose APIs have ports of their own',
  version => {
    expect(fleetGateway(testSpec(version))).toBeUndefined();
    const objects = superLinkObjects(testSpec(version), 'kubernetes');
    expect(objects.map(({ kind }) => kind)).toEqual([
      'Deployment',
      'Service',
      'NetworkPolicy',
    ]);
  },
);
