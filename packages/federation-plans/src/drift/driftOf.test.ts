import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { driftOf } from './driftOf';

type Owners = NonNullable<KubeObject['metadata']['owners']>;
const TIME = '2026-01-01T00:00:00Z';

const container = {
  name: 'main',
  image: 'example/main:1',
  args: ['--a', '--b'],
  env: [{ name: 'MODE', value: 'x' }],
  ports: [{ containerPort: 9092, protocol: 'TCP' }],
  resources: { requests: { cpu: '250m', memory: '1024Mi' } },
  securityContext: { capabilities: { drop: ['ALL'] } },
};
const workload = (change: object = {}, of: object = {}): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'main', namespace: 'ns', labels: { app: 'main' } },
  spec: {
    replicas: 1,
    template: { spec: { containers: [{ ...container, ...change }] } },
    ...of,
  },
});
const live = (object: KubeObject, owners: Owners = []): KubeObject => ({
  ...object,
  metadata: { ...object.metadata, owners },
});
const inContainer = (fields: object) =>
  ({
    'f:spec': {
      'f:template': {
        'f:spec': { 'f:containers': { 'k:{"name":"main"}': fields } },
      },
    },
  } as Owners[number]['fields']);

describe('driftOf', () => {
  it('finds nothing in what is as it was applied, with all that an API server adds', () => {
    const there = workload(
      {
        terminationMessagePath: '/dev/termination-log',
        ports: [{ containerPort: 9092, protocol: 'TCP', name: 'more' }],
        resources: { requests: { cpu: '0.25', memory: '1Gi' } },
        env: [
          { name: 'OTHER', value: 'y' },
          { name: 'MODE', value: 'x' },
        ],
      },
      { progressDeadlineSeconds: 600 },
    );
    const wanted = workload({ stdin: false, envFrom: [] }, { paused: false });
    expect(driftOf(wanted, live(there))).toEqual([]);
  });

  it.each<[string, object, object]>([
    ['an image by its digest', { image: 'example/main:1@sha256:0a1b' }, {}],
    ['its usual registry', { image: 'docker.io/example/main:1' }, {}],
    [
      'a volume that is mounted once more',
      {
        volumeMounts: [
          { name: 'certs', mountPath: '/more', subPath: 'ca.crt' },
          { name: 'certs', mountPath: '/certs', readOnly: true },
        ],
      },
      {
        volumeMounts: [{ name: 'certs', mountPath: '/certs', readOnly: true }],
      },
    ],
    [
      'a port of another protocol',
      {
        ports: [
          { containerPort: 9092, protocol: 'UDP', name: 'udp' },
          { containerPort: 9092, protocol: 'TCP', name: 'tcp' },
        ],
      },
      { ports: [{ containerPort: 9092, protocol: 'TCP', name: 'tcp' }] },
    ],
    [
      'quantities in other words',
      { resources: { requests: { cpu: '0.043', memory: '2e9' } } },
      { resources: { requests: { cpu: '43m', memory: '2G' } } },
    ],
  ])('finds nothing in %s', (_what, found, wanted) => {
    expect(driftOf(workload(wanted), live(workload(found)))).toEqual([]);
  });

  it.each([
    'example/main:2@sha256:0a1b',
    'mirror.example.org/example/main:1',
    'other/main:1',
  ])('finds another image in %s', image => {
    const [drift, ...more] = driftOf(workload(), live(workload({ image })));
    expect(drift.path).toBe('spec.template.spec.containers[main].image');
    expect(more).toEqual([]);
  });

  it('tells of a digest that somebody wrote', () => {
    const fields = inContainer({ 'f:image': {} });
    const image = 'example/main:1@sha256:0a1b';
    const there = live(workload({ image }), [{ manager: 'kubectl', fields }]);
    expect(driftOf(workload(), there)).toMatchObject([
      { found: `"${image}"`, by: { manager: 'kubectl' } },
    ]);
  });

  it('says nothing of what nobody was asked about, what goes, and Secrets', () => {
    const changed = workload({}, { replicas: 0 });
    expect(driftOf(workload(), changed)).toEqual([]);
    const going = live(changed);
    going.metadata.deletionTimestamp = TIME;
    expect(driftOf(workload(), going)).toEqual([]);
    const secret = (data: object): KubeObject => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 's' },
      data,
    });
    expect(driftOf(secret({ a: 'b' }), live(secret({ a: 'c' })))).toEqual([]);
  });

  it.each<[string, object, object, Owners[number]['fields'], object]>([
    [
      'a number',
      {},
      { replicas: 0 },
      { 'f:spec': { 'f:replicas': {} } },
      { path: 'spec.replicas', wanted: '1', found: '0' },
    ],
    [
      'a text in a list’s item',
      { image: 'example/other:2' },
      {},
      inContainer({ 'f:image': {} }),
      {
        path: 'spec.template.spec.containers[main].image',
        wanted: '"example/main:1"',
        found: '"example/other:2"',
      },
    ],
    [
      'a list of texts, by what differs',
      { args: ['--a', '--c', '--d'] },
      {},
      inContainer({ 'f:args': {} }),
      {
        path: 'spec.template.spec.containers[main].args',
        wanted: '["--b"]',
        found: '["--c","--d"]',
      },
    ],
    [
      'the order of a list of texts',
      { args: ['--b', '--a'] },
      {},
      inContainer({ 'f:args': {} }),
      {
        path: 'spec.template.spec.containers[main].args',
        wanted: '["--a","--b"]',
        found: '["--b","--a"]',
      },
    ],
    [
      'an item of a list in it',
      { env: [{ name: 'MODE', value: 'z' }] },
      {},
      inContainer({ 'f:env': { 'k:{"name":"MODE"}': { 'f:value': {} } } }),
      {
        path: 'spec.template.spec.containers[main].env[MODE].value',
        wanted: '"x"',
        found: '"z"',
      },
    ],
    [
      'a quantity',
      { resources: { requests: { cpu: '1', memory: '1Gi' } } },
      {},
      inContainer({ 'f:resources': { 'f:requests': { 'f:cpu': {} } } }),
      {
        path: 'spec.template.spec.containers[main].resources.requests.cpu',
        wanted: '"250m"',
        found: '"1"',
      },
    ],
  ])('tells of %s who wrote it', (_what, change, of, fields, drift) => {
    const by = { manager: 'kubectl-edit', time: TIME };
    const owners: Owners = [
      { manager: 'earlier', time: '2025-01-01T00:00:00Z', fields },
      { ...by, fields },
      {
        manager: 'unrelated',
        time: '2026-02-01T00:00:00Z',
        fields: { 'f:spec': { 'f:paused': {} } },
      },
    ];
    const there = live(workload(change, of), owners);
    expect(driftOf(workload(), there)).toEqual([{ ...drift, by }]);
  });

  it('names nobody for what was taken away, or was never applied', () => {
    const there = live(workload({ env: [] }));
    there.metadata.labels = {};
    expect(driftOf(workload(), there)).toEqual([
      {
        path: 'spec.template.spec.containers[main].env[MODE]',
        wanted: '{"name":"MODE","value":"x"}',
      },
      { path: 'metadata.labels.app', wanted: '"main"' },
    ]);
  });

  it('shows no value that must not be shown', () => {
    const of = (token: string): KubeObject => ({
      apiVersion: 'example.org/v1',
      kind: 'Thing',
      metadata: { name: 'a' },
      spec: { token, code: { part: token } },
    });
    expect(driftOf(of('one'), live(of('two')))).toEqual([
      { path: 'spec.token' },
      { path: 'spec.code.part' },
    ]);
  });

  it('believes nothing of an object’s shape', () => {
    const odd = {
      ...workload(),
      spec: { replicas: {}, template: 'none' },
    } as KubeObject;
    const owners = [{ manager: 'a', fields: 'x' }] as unknown as Owners;
    expect(driftOf(workload(), live(odd, owners)).map(d => d.path)).toEqual([
      'spec.replicas',
      'spec.template',
    ]);
  });
});
