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
  },
};
