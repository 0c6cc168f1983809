import { JSON_PATCH, MERGE, STRATEGIC, Script, TABLE } from '../Session';

const APPS = 'apps/v1';
const template = (spec: object = {}, labels: object = { app: 'x' }) => ({
  metadata: { labels },
  spec: {
    schedulerName: 'none',
    containers: [{ name: 'main', image: 'example/main:1' }],
    ...spec,
  },
});

/** Deployments, Pods and NetworkPolicies: defaults and validation. */
export const workloads: Script = {
  name: 'workloads',
  async run(s) {
    const path = s.group(APPS, 'deployments');
    const make = (name: string, spec: object = {}) => ({
      apiVersion: APPS,
      kind: 'Deployment',
      metadata: { name },
      spec: {
        replicas: 0,
        selector: { matchLabels: { app: 'x' } },
        template: template(),
        ...spec,
      },
    });
    await s.post('deployment', path, make('one'));
    await s.get('read it', `${path}/one`);
    await s.post('no selector', path, make('bad', { selector: undefined }));
    await s.post('empty selector', path, make('bad', { selector: {} }));
    await s.post(
      'selector that misses the labels',
      path,
      make('bad', { selector: { matchLabels: { app: 'y' } } }),
    );
    await s.post(
      'bad selector operator',
      path,
      make('bad', {
        selector: {
          matchLabels: { app: 'x' },
          matchExpressions: [{ key: 'a', operator: 'Near' }],
        },
      }),
    );
    await s.post(
      'no containers',
      path,
      make('bad', { template: template({ containers: [] }) }),
    );
    await s.post(
      'container without a name',
      path,
      make('bad', { template: template({ containers: [{ image: 'x' }] }) }),
    );
    await s.post(
      'container without an image',
      path,
      make('bad', { template: template({ containers: [{ name: 'x' }] }) }),
    );
    await s.post(
      'container names twice',
      path,
      make('bad', {
        template: template({
          containers: [
            { name: 'x', image: 'x' },
            { name: 'x', image: 'x' },
          ],
        }),
      }),
    );
    await s.post(
      'bad container name',
      path,
      make('bad', {
        template: template({ containers: [{ name: 'Bad_', image: 'x' }] }),
      }),
    );
    await s.post(
      'bad port',
      path,
      make('bad', {
        template: template({
          containers: [
            { name: 'x', image: 'x', ports: [{ containerPort: 70000 }] },
          ],
        }),
      }),
    );
    await s.post(
      'mount without a volume',
      path,
      make('bad', {
        template: template({
          containers: [
            {
              name: 'x',
              image: 'x',
              volumeMounts: [{ name: 'v', mountPath: '/v' }],
            },
          ],
        }),
      }),
    );
    await s.post(
      'volume without a source',
      path,
      make('bad', {
        template: template({ volumes: [{ name: 'Bad_', emptyDir: {} }] }),
      }),
    );
    await s.post(
      'volumes twice',
      path,
      make('bad', {
        template: template({
          volumes: [
            { name: 'v', emptyDir: {} },
            { name: 'v', emptyDir: {} },
          ],
        }),
      }),
    );
    await s.post(
      'bad quantity',
      path,
      make('bad', {
        template: template({
          containers: [
            { name: 'x', image: 'x', resources: { requests: { cpu: 'lots' } } },
          ],
        }),
      }),
    );
    await s.post(
      'request above the limit',
      path,
      make('bad', {
        template: template({
          containers: [
            {
              name: 'x',
              image: 'x',
              resources: { requests: { cpu: '2' }, limits: { cpu: '1' } },
            },
          ],
        }),
      }),
    );
    await s.post(
      'bad env name',
      path,
      make('bad', {
        template: template({
          containers: [
            { name: 'x', image: 'x', env: [{ name: '', value: 'x' }] },
          ],
        }),
      }),
    );
    await s.post(
      'bad restart policy',
      path,
      make('bad', { template: template({ restartPolicy: 'Never' }) }),
    );
    await s.post('negative replicas', path, make('bad', { replicas: -1 }));
    await s.post(
      'replicas as a text',
      path,
      make('bad', { replicas: 'three' }),
    );
    await s.post(
      'replicas with a fraction',
      path,
      make('bad', { replicas: 1.5 }),
    );
    await s.post(
      'bad strategy',
      path,
      make('bad', { strategy: { type: 'Nonsense' } }),
    );
    await s.post(
      'recreate with rolling update',
      path,
      make('bad', {
        strategy: { type: 'Recreate', rollingUpdate: { maxSurge: 1 } },
      }),
    );
    await s.post(
      'unknown fields',
      path,
      make('warned', {
        nonsense: 1,
        template: template({
          more: { a: 1 },
          containers: [{ name: 'x', image: 'x', imag: 'y' }],
        }),
      }),
    );
    await s.post(
      'unknown fields, strictly',
      `${path}?fieldValidation=Strict`,
      make('strict', { nonsense: 1 }),
    );
    await s.post(
      'with all sorts of things',
      path,
      make('rich', {
        strategy: { type: 'Recreate' },
        revisionHistoryLimit: 2,
        progressDeadlineSeconds: 30,
        minReadySeconds: 1,
        template: template({
          serviceAccountName: 'default',
          terminationGracePeriodSeconds: 5,
          securityContext: {
            runAsNonRoot: true,
            seccompProfile: { type: 'RuntimeDefault' },
            fsGroup: 5,
          },
          volumes: [
            { name: 'a', secret: { secretName: 'x' } },
            {
              name: 'b',
              configMap: { name: 'y', items: [{ key: 'k', path: 'p' }] },
            },
            { name: 'c', emptyDir: {} },
            { name: 'd', projected: { sources: [{ secret: { name: 'x' } }] } },
          ],
          initContainers: [
            { name: 'init', image: 'x:latest', command: ['a'], args: ['b'] },
          ],
          containers: [
            {
              name: 'main',
              image: 'x',
              env: [
                {
                  name: 'A',
                  valueFrom: { secretKeyRef: { name: 'x', key: 'k' } },
                },
                {
                  name: 'B',
                  valueFrom: { fieldRef: { fieldPath: 'metadata.name' } },
                },
              ],
              envFrom: [{ configMapRef: { name: 'y' } }],
              ports: [{ name: 'http', containerPort: 80 }],
              volumeMounts: [{ name: 'a', mountPath: '/a', readOnly: true }],
              resources: {
                requests: { cpu: '1000m', memory: '1024Mi' },
                limits: { cpu: 2 },
              },
              readinessProbe: { tcpSocket: { port: 'http' } },
              livenessProbe: { httpGet: { path: '/x', port: 80 } },
              startupProbe: { exec: { command: ['true'] } },
              securityContext: {
                allowPrivilegeEscalation: false,
                capabilities: { drop: ['ALL'] },
              },
              imagePullPolicy: 'Never',
            },
          ],
        }),
      }),
    );
    await s.patch('selector may not change', `${path}/one`, MERGE, {
      spec: {
        selector: { matchLabels: { app: 'y' } },
        template: { metadata: { labels: { app: 'y' } } },
      },
    });
    await s.patch('spec raises the generation', `${path}/one`, MERGE, {
      spec: { minReadySeconds: 3 },
    });
    await s.patch('labels do not', `${path}/one`, MERGE, {
      metadata: { labels: { a: 'b' } },
    });
    await s.patch('status by the main way', `${path}/one`, MERGE, {
      status: { replicas: 7 },
    });
    await s.patch('strategic: container by name', `${path}/one`, STRATEGIC, {
      spec: {
        template: {
          spec: {
            containers: [
              { name: 'main', env: [{ name: 'A', value: '1' }] },
              { name: 'second', image: 'y' },
            ],
          },
        },
      },
    });
    await s.patch('strategic: delete a container', `${path}/one`, STRATEGIC, {
      spec: {
        template: {
          spec: { containers: [{ name: 'second', $patch: 'delete' }] },
        },
      },
    });
    await s.patch('strategic: replace env', `${path}/one`, STRATEGIC, {
      spec: {
        template: {
          spec: {
            containers: [
              {
                name: 'main',
                env: [{ $patch: 'replace' }, { name: 'B', value: '2' }],
              },
            ],
          },
        },
      },
    });
    await s.patch('strategic: without the key', `${path}/one`, STRATEGIC, {
      spec: { template: { spec: { containers: [{ image: 'z' }] } } },
    });
    await s.patch('strategic: null', `${path}/one`, STRATEGIC, {
      spec: { minReadySeconds: null },
    });
    await s.patch('JSON patch of an image', `${path}/one`, JSON_PATCH, [
      {
        op: 'replace',
        path: '/spec/template/spec/containers/0/image',
        value: 'new:2',
      },
    ]);
    await s.get('scale', `${path}/one/scale`, {
      select: ({ status: _, ...body }) => body,
    });
    await s.put(
      'write scale',
      `${path}/one/scale`,
      {
        apiVersion: 'autoscaling/v1',
        kind: 'Scale',
        metadata: { name: 'one', namespace: s.namespace },
        spec: { replicas: 0 },
      },
      { select: body => body.spec },
    );
    await s.put('negative scale', `${path}/one/scale`, {
      metadata: { name: 'one', namespace: s.namespace },
      spec: { replicas: -1 },
    });
    await s.get(
      'as a table',
      `${path}?includeObject=None&fieldSelector=metadata.name%3Dwarned`,
      { accept: TABLE },
    );
    await s.delete('delete', `${path}/rich`);

    const pods = s.core('pods');
    const pod = (name: string, spec: object = {}) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name },
      spec: { ...template().spec, ...spec },
    });
    const plain = { automountServiceAccountToken: false };
    await s.post('pod', pods, pod('plain', plain));
    await s.post('pod with a token', pods, pod('token'), {
      select: body => ({
        ...body,
        spec: JSON.parse(
          JSON.stringify(body.spec).replace(
            /kube-api-access-\w{5}/g,
            'kube-api-access-<random>',
          ),
        ),
        metadata: { ...body.metadata, managedFields: undefined },
      }),
    });
    await s.post(
      'pod without containers',
      pods,
      pod('bad', { containers: [] }),
    );
    await s.post(
      'pod with an unknown account',
      pods,
      pod('bad', { serviceAccountName: 'none' }),
    );
    await s.post(
      'pod with limits only',
      pods,
      pod('guaranteed', {
        ...plain,
        containers: [
          {
            name: 'x',
            image: 'x',
            resources: { limits: { cpu: '1', memory: '1Gi' } },
          },
        ],
      }),
    );
    await s.patch('pod image may change', `${pods}/plain`, MERGE, {
      spec: { containers: [{ name: 'main', image: 'example/main:2' }] },
    });
    await s.patch(
      'pod spec may not',
      `${pods}/plain`,
      MERGE,
      { spec: { hostNetwork: true } },
      {
        select: body => ({
          ...body,
          message: body.message?.slice(0, 150),
          details: {
            ...body.details,
            causes: body.details?.causes?.map((c: any) => ({
              ...c,
              message: c.message.slice(0, 60),
            })),
          },
        }),
      },
    );
    await s.patch('pod status', `${pods}/plain/status`, MERGE, {
      status: {
        phase: 'Running',
        podIP: '127.0.0.2',
        podIPs: [{ ip: '127.0.0.2' }],
      },
    });
    await s.get(
      'pods by phase',
      `${pods}?fieldSelector=status.phase%3DRunning`,
      { select: body => body.items?.map((i: any) => i.metadata.name) ?? body },
    );
    await s.get('pods by node', `${pods}?fieldSelector=spec.nodeName%3Dx`, {
      select: body => body.items ?? body,
    });
    await s.get('log without a node', `${pods}/token/log`);
    await s.get(
      'log of a container that is not there',
      `${pods}/plain/log?container=none`,
    );
    await s.delete('delete a pod that runs nowhere', `${pods}/plain`);
    await s.get('it is gone', `${pods}/plain`);
    await s.delete(
      'delete a pod with grace',
      `${pods}/token?gracePeriodSeconds=5`,
      undefined,
      {
        select: body => ({
          kind: body.kind,
          code: body.code,
          grace: body.metadata?.deletionGracePeriodSeconds,
        }),
      },
    );

    const policies = s.group('networking.k8s.io/v1', 'networkpolicies');
    const policy = (name: string, spec: object) => ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name },
      spec,
    });
    await s.post(
      'network policy',
      policies,
      policy('one', {
        podSelector: {},
        ingress: [
          {
            from: [{ podSelector: { matchLabels: { a: 'b' } } }],
            ports: [{ port: 80 }],
          },
        ],
      }),
    );
    await s.post(
      'egress policy',
      policies,
      policy('two', {
        podSelector: {},
        egress: [{ to: [{ ipBlock: { cidr: '192.168.0.0/24' } }] }],
      }),
    );
    await s.post(
      'network policy with a bad port',
      policies,
      policy('bad', {
        podSelector: {},
        ingress: [{ ports: [{ port: 70000 }] }],
      }),
    );
    await s.post(
      'network policy with a bad type',
      policies,
      policy('bad', { podSelector: {}, policyTypes: ['Nonsense'] }),
    );
    await s.post(
      'network policy with a bad block',
      policies,
      policy('bad', {
        podSelector: {},
        ingress: [{ from: [{ ipBlock: { cidr: 'x' } }] }],
      }),
    );
    await s.post(
      'network policy with an empty peer',
      policies,
      policy('bad', { podSelector: {}, ingress: [{ from: [{}] }] }),
    );
    await s.post('network policy without a spec', policies, {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'none' },
    });
    await s.patch('network policy generation', `${policies}/one`, MERGE, {
      spec: { policyTypes: ['Ingress', 'Egress'] },
    });
    await s.get('network policies as a table', policies, {
      accept: TABLE,
    });
  },
};

/** Services: addresses, ports, changes of type. */
export const services: Script = {
  name: 'services',
  async run(s) {
    const path = s.core('services');
    const make = (name: string, spec: object) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name },
      spec,
    });
    const port = { port: 80 };
    await s.post(
      'cluster IP',
      path,
      make('one', { selector: { app: 'x' }, ports: [port] }),
    );
    await s.post(
      'headless',
      path,
      make('headless', { clusterIP: 'None', ports: [port] }),
    );
    await s.post(
      'node port',
      path,
      make('node', { type: 'NodePort', ports: [port] }),
    );
    await s.post(
      'load balancer',
      path,
      make('balancer', {
        type: 'LoadBalancer',
        ports: [
          { name: 'a', port: 80 },
          { name: 'b', port: 81, targetPort: 'web' },
        ],
      }),
    );
    await s.post(
      'external name',
      path,
      make('external', { type: 'ExternalName', externalName: 'example.com' }),
    );
    await s.post(
      'external name without one',
      path,
      make('bad', { type: 'ExternalName' }),
    );
    await s.post('no ports', path, make('bad', { selector: { app: 'x' } }));
    await s.post(
      'no ports, headless',
      path,
      make('portless', { clusterIP: 'None', selector: { app: 'x' } }),
    );
    await s.post('bad port', path, make('bad', { ports: [{ port: 0 }] }));
    await s.post('large port', path, make('bad', { ports: [{ port: 70000 }] }));
    await s.post(
      'two ports without names',
      path,
      make('bad', { ports: [{ port: 80 }, { port: 81 }] }),
    );
    await s.post(
      'port names twice',
      path,
      make('bad', {
        ports: [
          { name: 'a', port: 80 },
          { name: 'a', port: 81 },
        ],
      }),
    );
    await s.post(
      'ports twice',
      path,
      make('bad', {
        ports: [
          { name: 'a', port: 80 },
          { name: 'b', port: 80 },
        ],
      }),
    );
    await s.post(
      'bad port name',
      path,
      make('bad', { ports: [{ name: 'Bad_', port: 80 }] }),
    );
    await s.post(
      'bad protocol',
      path,
      make('bad', { ports: [{ port: 80, protocol: 'ICMP' }] }),
    );
    await s.post(
      'bad target port',
      path,
      make('bad', { ports: [{ port: 80, targetPort: 'Bad Name' }] }),
    );
    await s.post(
      'bad type',
      path,
      make('bad', { type: 'Nonsense', ports: [port] }),
    );
    await s.post(
      'bad cluster IP',
      path,
      make('bad', { clusterIP: 'x', ports: [port] }),
    );
    await s.post(
      'cluster IP out of range',
      path,
      make('bad', { clusterIP: '192.168.1.1', ports: [port] }),
    );
    await s.post(
      'node port out of range',
      path,
      make('bad', { type: 'NodePort', ports: [{ port: 80, nodePort: 80 }] }),
    );
    await s.post(
      'bad affinity',
      path,
      make('bad', { sessionAffinity: 'Nonsense', ports: [port] }),
    );
    await s.post(
      'name that begins with a digit',
      path,
      make('1bad', { ports: [port] }),
    );
    await s.post('name with a dot', path, make('bad.name', { ports: [port] }));
    await s.post(
      'dry run',
      `${path}?dryRun=All`,
      make('dry', { ports: [port] }),
    );
    await s.patch('cluster IP may not change', `${path}/one`, MERGE, {
      spec: { clusterIP: '10.0.0.99' },
    });
    await s.patch('nor be taken away', `${path}/one`, MERGE, {
      spec: { clusterIP: null, clusterIPs: null },
    });
    await s.patch('ports change', `${path}/one`, MERGE, {
      spec: { ports: [{ port: 8080, name: 'web' }] },
    });
    await s.patch('to a node port', `${path}/one`, MERGE, {
      spec: { type: 'NodePort' },
    });
    await s.patch('and back', `${path}/one`, MERGE, {
      spec: { type: 'ClusterIP' },
    });
    await s.patch('strategic ports', `${path}/balancer`, STRATEGIC, {
      spec: { ports: [{ port: 81, $patch: 'delete' }] },
    });
    await s.patch('status', `${path}/balancer/status`, MERGE, {
      status: { loadBalancer: { ingress: [{ ip: '192.168.1.5' }] } },
    });
    await s.get('by address', `${path}?fieldSelector=spec.clusterIP%3DNone`, {
      select: body => body.items?.map((i: any) => i.metadata.name) ?? body,
    });
    await s.get('table', `${path}?fieldSelector=metadata.name%3Dexternal`, {
      accept: TABLE,
    });
    await s.delete('delete', `${path}/one`);
    const accounts = s.core('serviceaccounts');
    await s.post('service account', accounts, {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'one' },
    });
    await s.delete('delete a service account', `${accounts}/one`);
    const events = s.core('events');
    await s.post('event', events, {
      metadata: { name: 'one' },
      involvedObject: { kind: 'Pod', name: 'x', namespace: s.namespace },
      reason: 'R',
      message: 'm',
      type: 'Normal',
    });
    await s.post('event in another namespace', events, {
      metadata: { name: 'two' },
      involvedObject: { kind: 'Pod', name: 'x', namespace: 'default' },
      reason: 'R',
      message: 'm',
      type: 'Normal',
    });
    await s.get(
      'events by object',
      `${events}?fieldSelector=involvedObject.name%3Dx,reason%3DR`,
      { select: body => body.items?.map((i: any) => i.metadata.name) ?? body },
    );
  },
};
