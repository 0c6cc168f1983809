import {
  MERGE,
  TestServer,
  deployment,
  startTestServer,
} from '../__testUtils__/testServer';

const SERVICES = '/api/v1/namespaces/default/services';
const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';

describe('the rules of types', () => {
  let test: TestServer;

  beforeAll(async () => {
    test = await startTestServer({ openshift: true });
  });
  afterAll(() => test.stop());

  const service = (name: string, spec: object) =>
    test.call('POST', SERVICES, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name },
      spec,
    });

  it('gives Services addresses and ports of their own', async () => {
    const plain = (await service('plain', { ports: [{ port: 80 }] })).body;
    expect(plain.spec).toMatchObject({
      type: 'ClusterIP',
      clusterIP: expect.stringMatching(/^10\.\d+\.\d+\.\d+$/),
      clusterIPs: [plain.spec.clusterIP],
      sessionAffinity: 'None',
      ports: [{ port: 80, targetPort: 80, protocol: 'TCP' }],
    });
    const outer = (
      await service('outer', {
        type: 'LoadBalancer',
        ports: [
          { name: 'a', port: 80 },
          { name: 'b', port: 81 },
        ],
      })
    ).body;
    expect(outer.spec.clusterIP).not.toBe(plain.spec.clusterIP);
    const [a, b] = outer.spec.ports.map((p: any) => p.nodePort);
    expect(a).not.toBe(b);
    expect(a).toBeGreaterThanOrEqual(30000);
    expect(b).toBeLessThanOrEqual(32767);
    const taken = await service('taken', {
      type: 'NodePort',
      ports: [{ port: 80, nodePort: a }],
    });
    expect(taken.body.message).toBe(
      `Service "taken" is invalid: spec.ports[0].nodePort: Invalid value: ${a}: provided port is already allocated`,
    );
    const back = await test.call(
      'PATCH',
      `${SERVICES}/outer`,
      { spec: { type: 'ClusterIP' } },
      MERGE,
    );
    expect(back.body.spec.ports[0].nodePort).toBeUndefined();
    expect(back.body.spec.clusterIP).toBe(outer.spec.clusterIP);
    const moved = await test.call(
      'PATCH',
      `${SERVICES}/plain`,
      { spec: { clusterIP: '10.0.0.1' } },
      MERGE,
    );
    expect(moved.body.message).toContain('may not change once set');
  });

  it.each([
    [
      { ports: [{ port: 0 }] },
      'spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive',
    ],
    [{}, 'spec.ports: Required value'],
    [
      { ports: [{ port: 1 }, { port: 2 }] },
      'spec.ports[0].name: Required value',
    ],
    [
      { type: 'Foo', ports: [{ port: 1 }] },
      'spec.type: Unsupported value: "Foo": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"',
    ],
    [
      { type: 'NodePort', ports: [{ port: 1, nodePort: 5 }] },
      'The range of valid ports is 30000-32767',
    ],
  ])('refuses the Service %j', async (spec, text) => {
    const { code, body } = await service('wrong', spec);
    expect(code).toBe(422);
    expect(body.message).toContain(text);
    expect(body.details.causes.length).toBeGreaterThan(0);
  });

  it.each([
    [
      { selector: { matchLabels: { a: 'b' } } },
      'spec.template.metadata.labels: Invalid value: {"app":"wrong"}: `selector` does not match template `labels`',
    ],
    [
      { selector: {} },
      'spec.selector: Invalid value: {}: empty selector is invalid for deployment',
    ],
    [
      { replicas: -1 },
      'spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    ],
    [
      { strategy: { type: 'Recreate', rollingUpdate: {} } },
      "spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'",
    ],
    [
      {
        template: {
          metadata: { labels: { app: 'wrong' } },
          spec: {
            restartPolicy: 'Never',
            containers: [
              { name: 'A', volumeMounts: [{ name: 'v', mountPath: '/v' }] },
            ],
          },
        },
      },
      'spec.template.spec.containers[0].image: Required value, spec.template.spec.containers[0].volumeMounts[0].name: Not found: "v", spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"',
    ],
  ])('refuses the Deployment %j', async (spec, text) => {
    const { code, body } = await test.call(
      'POST',
      DEPLOYMENTS,
      deployment('wrong', spec),
    );
    expect(code).toBe(422);
    expect(body.message).toContain(text);
  });

  it('keeps what may not change', async () => {
    await test.call('POST', DEPLOYMENTS, deployment('fixed'));
    const { body } = await test.call(
      'PATCH',
      `${DEPLOYMENTS}/fixed`,
      {
        spec: {
          selector: { matchLabels: { x: 'y' } },
          template: { metadata: { labels: { x: 'y' } } },
        },
      },
      MERGE,
    );
    expect(body.message).toContain('spec.selector: Invalid value');
    expect(body.message).toContain('field is immutable');
    const secrets = '/api/v1/namespaces/default/secrets';
    const made = await test.call('POST', secrets, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 's' },
      stringData: { a: 'b' },
    });
    expect(made.body).toMatchObject({ type: 'Opaque', data: { a: 'Yg==' } });
    expect(made.body.stringData).toBeUndefined();
    const retyped = await test.call(
      'PATCH',
      `${secrets}/s`,
      { type: 'kubernetes.io/tls' },
      MERGE,
    );
    expect(retyped.code).toBe(422);
  });

  it('serves OpenShift where it is wanted', async () => {
    const { body } = await test.call(
      'POST',
      '/apis/route.openshift.io/v1/namespaces/default/routes',
      {
        apiVersion: 'route.openshift.io/v1',
        kind: 'Route',
        metadata: { name: 'r' },
        spec: { to: { kind: 'Service', name: 's' } },
      },
    );
    expect(body.spec).toMatchObject({
      host: 'r-default.apps.east.sandbox.test',
      to: { weight: 100 },
      wildcardPolicy: 'None',
    });
    const constraints = await test.call(
      'GET',
      '/apis/security.openshift.io/v1/securitycontextconstraints',
    );
    expect(constraints.body.items.map((i: any) => i.metadata.name)).toContain(
      'restricted-v2',
    );
  });

  it('publishes its schemas', async () => {
    const index = JSON.parse(
      (await test.call('GET', '/openapi/v3')).text,
    ).paths;
    const { serverRelativeURL } = index['apis/apps/v1'];
    const document = (await test.call('GET', serverRelativeURL)).body;
    const patch =
      document.paths['/apis/apps/v1/namespaces/{namespace}/deployments/{name}']
        .patch;
    expect(patch.parameters.map((p: any) => p.name)).toEqual([
      'dryRun',
      'fieldManager',
      'fieldValidation',
    ]);
    expect(
      document.components.schemas['io.k8s.api.apps.v1.Deployment'].properties
        .spec.properties.template.properties.spec.properties.containers,
    ).toMatchObject({ 'x-kubernetes-patch-merge-key': 'name' });
  });
});
