import { kube, KubeObject } from '@backstage-federation/kubernetes-clusters';
import { FEDERATION_LABEL } from '@backstage-federation/plugin-federation-common';
import { CallStep, Plan, PlanStep } from '../plan/plan';
import { eachWithExecutor } from './__testUtils__/eachWithExecutor';

const labels = { [FEDERATION_LABEL]: 'f' };
const base = { cluster: 'west', dependsOn: [] as string[] };

function object(kind: string, name: string, rest: object = {}): KubeObject {
  const apiVersion = kind === 'Deployment' ? 'apps/v1' : 'v1';
  return {
    apiVersion,
    kind,
    metadata: { name, namespace: 'ns', labels },
    ...rest,
  };
}

function deployment(
  name: string,
  image: string,
  app: string = name,
  more: object = {},
): KubeObject {
  const pods = { app };
  return object('Deployment', name, {
    spec: {
      ...more,
      selector: { matchLabels: pods },
      template: {
        metadata: { labels: pods },
        spec: { containers: [{ name: 'main', image }] },
      },
    },
  });
}

function ensure(id: string, objects: KubeObject[], after: string[] = []) {
  const step: PlanStep = {
    ...base,
    kind: 'ensure',
    id,
    title: `west: ${id}`,
    dependsOn: after,
    objects,
  };
  return step;
}

const typeOf: Record<string, keyof typeof kube> = {
  Deployment: 'deployment',
  ConfigMap: 'configMap',
  Secret: 'secret',
  Service: 'service',
};

const thing = ({ kind, metadata: { name, namespace } }: KubeObject) => ({
  cluster: 'west',
  key: { type: kube[typeOf[kind]], namespace, name },
});

describe('what others have a part in', () => {
  const test = eachWithExecutor();
  const { run } = test;
  const writes = (from: number) =>
    test.server.requests
      .slice(from)
      .filter(
        ({ method, url }) =>
          method !== 'GET' && !url.searchParams.get('dryRun'),
      );
  const others = async (
    method: string,
    { kind, metadata, ...rest }: KubeObject,
    manager = 'kubectl',
  ) => {
    const { apiVersion, plural } = kube[typeOf[kind]];
    const prefix = apiVersion === 'v1' ? 'api' : 'apis';
    const name = method === 'POST' ? '' : `/${metadata.name}`;
    const response = await fetch(
      `${test.server.url}/${prefix}/${apiVersion}/namespaces/ns/${plural}${name}?fieldManager=${manager}`,
      {
        method,
        headers: {
          authorization: 'Bearer cluster-token',
          'content-type':
            method === 'POST'
              ? 'application/json'
              : 'application/strategic-merge-patch+json',
        },
        body: JSON.stringify({ kind, metadata, ...rest }),
      },
    );
    expect(response.ok ? '' : await response.text()).toBe('');
  };

  it('is read by the names of its managers', async () => {
    await run({ steps: [ensure('a', [deployment('a', 'one')])] });
    await others('PATCH', deployment('a', 'mine'), 'kubectl-set');
    const client = test.clusters.get('west');
    const { key } = thing(deployment('a', 'one'));
    const found = await client.get(key, { managers: true });
    expect(found?.metadata.managers).toEqual(['kubectl-set']);
    const [listed] = await client.list(kube.deployment, { managers: true });
    expect(listed.metadata.managers).toEqual(['kubectl-set']);
    expect((await client.get(key))?.metadata).not.toHaveProperty('managers');
  });

  it.each([false, true])(
    'is refused over the whole plan before anything is changed (dry run: %s)',
    async dryRun => {
      const first = deployment('a', 'one');
      const last = deployment('z', 'one');
      await run({ steps: [ensure('a', [first]), ensure('z', [last])] });
      await others('PATCH', deployment('a', 'mine'), 'kubectl-set');
      await others('PATCH', deployment('z', 'mine'), 'argocd');
      const sent = test.server.requests.length;
      const plan: Partial<Plan> = {
        steps: [
          ensure('new', [object('ConfigMap', 'new', { data: {} })]),
          ensure('a', [first], ['new']),
          ensure('b', [deployment('b', 'one')], ['a']),
          ensure('z', [last], ['b']),
        ],
        shared: [thing(first), thing(last)],
      };
      const error = await run(plan, { dryRun }).catch(e => e);
      expect(error.name).toBe('InputError');
      expect(error.message.split('\n')).toEqual([
        'Nothing was changed, as these fields are held by others, with other values:',
        '- Deployment "a" in namespace "ns" of cluster "west": spec.template.spec.containers[name="main"].image from "kubectl-set"',
        '- Deployment "z" in namespace "ns" of cluster "west": spec.template.spec.containers[name="main"].image from "argocd"',
        'To take over exactly these fields, run it again with takeOver: true; or undo those changes.',
      ]);
      expect(writes(sent)).toEqual([]);
      const { changed } = await run(plan, { takeOver: true });
      expect(changed).toBe(4);
    },
  );

  it('costs one dry-run for each such object, and nothing otherwise', async () => {
    const objects = ['a', 'b', 'c'].map(name => deployment(name, 'one'));
    const steps = [ensure('a', objects)];
    await run({ steps });
    const dryRuns = () =>
      test.server.requests.filter(({ url }) => url.searchParams.get('dryRun'))
        .length;
    await run({ steps });
    expect(dryRuns()).toBe(0);
    await run({ steps, shared: [thing(objects[1])] });
    expect(dryRuns()).toBe(1);
  });

  const selected = deployment('a', 'one', 'theirs');
  const inTheWay: [string, KubeObject, KubeObject, string][] = [
    ['a selector', selected, deployment('a', 'one'), 'spec.selector'],
    [
      'a selector, and a strategy in the way',
      selected,
      deployment('a', 'one', 'a', { strategy: { type: 'Recreate' } }),
      'spec.selector',
    ],
    [
      'an immutable ConfigMap',
      object('ConfigMap', 'a', { immutable: true, data: { a: '1' } }),
      object('ConfigMap', 'a', { data: { a: '2' } }),
      'data',
    ],
    [
      'an immutable Secret',
      object('Secret', 'a', { immutable: true, stringData: { a: '1' } }),
      object('Secret', 'a', { data: { a: 'Mg==' } }),
      'data',
    ],
    [
      'a Secret’s type',
      object('Secret', 'a', { type: 'example.com/theirs' }),
      object('Secret', 'a', { type: 'Opaque' }),
      'type',
    ],
    [
      'a Service’s address',
      object('Service', 'a', { spec: { ports: [{ port: 80 }] } }),
      object('Service', 'a', {
        spec: { clusterIP: '10.0.0.77', ports: [{ port: 80 }] },
      }),
      'spec.clusterIPs[0]',
    ],
  ];

  it.each(inTheWay)(
    'cannot be adopted with %s that cannot change',
    async (_what, theirs, ours, field) => {
      const { labels: _labels, ...metadata } = theirs.metadata;
      await others('POST', { ...theirs, metadata });
      const sent = test.server.requests.length;
      const error = await run(
        {
          steps: [
            ensure('before', [object('ConfigMap', 'before', { data: {} })]),
            ensure('a', [ours], ['before']),
          ],
          adopted: [thing(ours)],
        },
        { adopt: true },
      ).catch(e => e);
      expect(error.message.split('\n')).toEqual([
        'Nothing was changed, as these fields cannot be changed while their objects are there:',
        `- ${ours.kind} "a" in namespace "ns" of cluster "west": ${field}`,
        expect.stringMatching(/^Delete these objects, which is never done/),
      ]);
      expect(writes(sent)).toEqual([]);
    },
  );

  it('is told whole: fields of others, and behind them what cannot change', async () => {
    await others('POST', deployment('a', 'mine', 'theirs'));
    const ours = deployment('a', 'one');
    const error = await run({
      steps: [ensure('a', [ours])],
      shared: [thing(ours)],
    }).catch(e => e);
    expect(error.message).toMatch(
      /cannot be changed.*\n.*spec\.selector\nDelete .*\nThese fields are held by others.*\n.*image from "kubectl"/,
    );
  });

  it('is asked by the drafts of what a call makes', async () => {
    const { labels: _labels, ...metadata } = selected.metadata;
    await others('POST', { ...selected, metadata });
    const ours = deployment('a', 'one');
    const call: CallStep = {
      ...base,
      kind: 'call',
      id: 'a',
      title: 'west: a',
      inputs: {},
      call: async () => ({ missing: 'needs its keys first' }),
      produces: [thing(ours).key],
      drafts: [ours],
    };
    await expect(
      run({ steps: [call], adopted: [thing(ours)] }, { adopt: true }),
    ).rejects.toThrow('spec.selector');
  });
});
