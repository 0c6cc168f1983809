import { kube, KubeObject } from '@backstage-federation/kubernetes-clusters';
import { FEDERATION_LABEL } from '@backstage-federation/plugin-federation-common';
import { Plan } from '../plan/plan';
import { ADOPTED_ANNOTATION } from '../ownership/adopted';
import {
  answer,
  status,
  widgetObject,
} from '../../../kubernetes-clusters/src/__testUtils__';
import { eachWithExecutor } from './__testUtils__/eachWithExecutor';

const named = { name: 'supernode-1', namespace: 'ns' };
const key = { type: kube.deployment, ...named };
const labels = { app: 'supernode-1' };

function deployment(image: string, spec: object = {}): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: named,
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'supernode', image }] },
      },
      ...spec,
    },
  };
}

const wanted: KubeObject = {
  ...deployment('flwr/supernode:1', { strategy: { type: 'Recreate' } }),
  metadata: { ...named, labels: { [FEDERATION_LABEL]: 'f' } },
};

describe('what others made or changed', () => {
  const test = eachWithExecutor();
  const { lines, run } = test;

  const make = (...objects: KubeObject[]): Plan['steps'] => [
    {
      kind: 'ensure',
      id: 'a',
      title: 'west: a',
      cluster: 'west',
      dependsOn: [],
      objects,
    },
  ];
  const remove: Plan['steps'] = [
    {
      kind: 'remove',
      id: 'r',
      title: 'west: r',
      cluster: 'west',
      dependsOn: [],
      keys: [key],
    },
  ];
  const adopted = [{ cluster: 'west', key }];
  const live = async () =>
    (await test.clusters.get('west').get<
      KubeObject & {
        spec: {
          strategy: object;
          template: { spec: { containers: { image: string }[] } };
        };
      }
    >(key))!;
  const others = async (method: string, path: string, body: object) => {
    const response = await fetch(
      `${test.server.url}/apis/apps/v1/namespaces/ns/deployments${path}`,
      {
        method,
        headers: {
          authorization: 'Bearer cluster-token',
          'content-type':
            method === 'POST'
              ? 'application/json'
              : 'application/strategic-merge-patch+json',
        },
        body: JSON.stringify(body),
      },
    );
    expect(response.ok ? '' : await response.text()).toBe('');
  };
  const setImage = (name: string) =>
    others('PATCH', `/${name}?fieldManager=kubectl-set`, {
      spec: {
        template: {
          spec: { containers: [{ name: 'supernode', image: 'mine' }] },
        },
      },
    });

  it('is named for every object, with managers and fields', async () => {
    const second = {
      ...wanted,
      metadata: { ...wanted.metadata, name: 'supernode-2' },
    };
    await run({ steps: make(wanted, second) });
    await setImage('supernode-1');
    await setImage('supernode-2');
    await expect(run({ steps: make(wanted, second) })).rejects.toThrow(
      /Deployment ns\/supernode-1: .*image owned by "kubectl-set".*takeOver: true.*\n.*Deployment ns\/supernode-2: .*image owned by "kubectl-set"/,
    );
  });

  it('is taken over when asked, as far as fields of our own object go', async () => {
    await run({ steps: make(wanted) });
    await setImage('supernode-1');
    await run({ steps: make(wanted) }, { takeOver: true });
    expect((await live()).spec.template.spec.containers[0].image).toBe(
      'flwr/supernode:1',
    );
    expect(lines.at(-1)).toMatch(
      /taken over: spec\.template.*image from "kubectl-set"/,
    );
  });

  it('is left alone when the object is not ours', async () => {
    await others('POST', '?fieldManager=kubectl-create', deployment('mine'));
    await expect(
      run({ steps: make(wanted) }, { takeOver: true }),
    ).rejects.toThrow('The object was not made for federation "f"');
    expect((await live()).spec.template.spec.containers[0].image).toBe('mine');
  });

  it('is taken over with an update strategy that was filled in', async () => {
    await run({
      steps: make({
        ...wanted,
        spec: deployment('flwr/supernode:1').spec,
      }),
    });
    await expect(run({ steps: make(wanted) })).rejects.toThrow(
      /rollingUpdate.*takeOver: true/,
    );
    await run({ steps: make(wanted) }, { takeOver: true });
    expect((await live()).spec.strategy).toEqual({ type: 'Recreate' });
  });

  it('is adopted, and a re-run changes nothing', async () => {
    await others('POST', '?fieldManager=kubectl-create', deployment('mine'));
    await run({ steps: make(wanted), adopted }, { adopt: true, dryRun: true });
    expect((await live()).spec.template.spec.containers[0].image).toBe('mine');
    await run({ steps: make(wanted), adopted }, { adopt: true });
    const { metadata, spec } = await live();
    expect(metadata.annotations?.[ADOPTED_ANNOTATION]).toBe('f');
    expect(spec.strategy).toEqual({ type: 'Recreate' });
    expect(spec.template.spec.containers[0].image).toBe('flwr/supernode:1');
    const again = await run({ steps: make(wanted), adopted });
    expect(again.changed).toBe(0);
  });

  it('is released instead of deleted, and keeps running as it is', async () => {
    await others('POST', '?fieldManager=kubectl-create', deployment('mine'));
    await run({ steps: make(wanted), adopted }, { adopt: true });
    const before = await live();
    const { changed } = await run({ steps: remove });
    expect(changed).toBe(1);
    expect(lines.at(-1)).toMatch(/released .*it was there before/);
    const after = await live();
    expect(after.spec).toEqual(before.spec);
    expect(JSON.stringify(after.metadata)).not.toContain(
      'backstage-federation.dev/',
    );
  });

  it.each([
    ['apply', 'gone'],
    ['apply', 'another'],
    ['mergePatch', 'gone'],
    ['mergePatch', 'another'],
  ] as const)(
    'is not made anew nor touched by %s when it is %s just then',
    async (method, then) => {
      await others('POST', '?fieldManager=kubectl-create', deployment('mine'));
      const added =
        method === 'apply'
          ? { ...wanted, spec: { minReadySeconds: 5 } }
          : wanted;
      await run({ steps: make(added), adopted }, { adopt: true });
      const west = test.clusters.get('west');
      const real = west[method].bind(west) as (...args: any[]) => any;
      jest
        .spyOn(west, method)
        .mockImplementationOnce(async (...args: any[]) => {
          await west.delete(key, {});
          if (then === 'another') {
            await others('POST', '?fieldManager=kubectl', {
              ...deployment('other'),
              metadata: { ...named, annotations: added.metadata.labels },
            });
          }
          return real(...args);
        });
      const { changed } = await run({ steps: remove });
      expect(changed).toBe(0);
      const left = await live();
      expect(left?.spec.template.spec.containers[0].image).toBe(
        then === 'another' ? 'other' : undefined,
      );
      expect(left?.metadata.annotations).toEqual(
        then === 'another' ? added.metadata.labels : undefined,
      );
    },
  );

  it('is not made anew, empty, when it is gone as it is released', async () => {
    const west = test.clusters.get('west');
    const config = { type: kube.configMap, namespace: 'ns', name: 'mine' };
    const metadata = {
      name: 'mine',
      namespace: 'ns',
      annotations: { [ADOPTED_ANNOTATION]: 'f' },
    };
    await west.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata });
    const { apply } = west;
    jest.spyOn(west, 'apply').mockImplementationOnce(async (...args) => {
      await west.delete(config, {});
      return apply.apply(west, args);
    });
    const { changed } = await run({
      steps: [{ ...remove[0], keys: [config] } as Plan['steps'][number]],
    });
    expect(changed).toBe(0);
    expect(await west.get(config)).toBeUndefined();
  });

  it('loses only what was added, when nothing of it was taken over', async () => {
    await others('POST', '?fieldManager=kubectl-create', deployment('mine'));
    const { spec } = await live();
    const added: KubeObject = {
      ...wanted,
      spec: { minReadySeconds: 5 },
    };
    await run({ steps: make(added), adopted });
    expect((await live()).spec).toMatchObject({ minReadySeconds: 5 });
    await run({ steps: remove });
    const after = await live();
    expect(after.spec).toEqual(spec);
    expect(after.metadata.labels).toBeUndefined();
  });

  it('takes fields over only when asked, and says from whom', async () => {
    const ours = widgetObject('a');
    ours.metadata.labels = { [FEDERATION_LABEL]: 'f' };
    test.server.put(ours);
    test.server.intercept = ({ method, url }, res) => {
      if (method !== 'PATCH' || url.searchParams.get('force')) {
        return false;
      }
      const causes = [
        {
          reason: 'FieldManagerConflict',
          message: 'conflict with "kubectl" using example.com/v1',
          field: '.spec.size',
        },
      ];
      answer(res, 409, status(409, 'conflict', { causes }));
      return true;
    };
    const steps = make(widgetObject('a', { size: 1 }));
    const error = await run({ steps }).catch(e => e);
    expect(error.message).toContain(
      '.spec.size owned by "kubectl". To take over exactly these fields (spec.size from "kubectl"), run it again with takeOver: true',
    );
    expect(error.message).toContain('Nothing was changed.');
    lines.length = 0;
    await run({ steps }, { takeOver: true });
    expect(lines).toEqual([
      'west: a: changed (Widget a taken over: spec.size from "kubectl")',
    ]);
  });
});
