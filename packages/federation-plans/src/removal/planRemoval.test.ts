import {
  COMPONENT_LABEL,
  FEDERATION_LABEL,
} from '@backstage-federation/plugin-federation-common';
import {
  kube,
  KubeObject,
  ObjectKey,
} from '@backstage-federation/kubernetes-clusters';
import { CallStep, PlanStep } from '../plan/plan';
import { planRemoval, RemovalContext } from './planRemoval';
import { RemovalPart } from './whatGoes';

const ours = { [FEDERATION_LABEL]: 'f' };
const key = (
  type: keyof typeof kube,
  name: string,
  namespace: string = 'west',
): ObjectKey => ({ type: kube[type], namespace, name });
const object = (
  { type, namespace, name }: ObjectKey,
  labels: Record<string, string> = ours,
): KubeObject => ({
  apiVersion: type.apiVersion,
  kind: type.kind,
  metadata: { name, namespace, labels },
});
const step = (id: string, dependsOn: string[], ...keys: ObjectKey[]) => ({
  kind: 'ensure' as const,
  id,
  title: id,
  cluster: 'c',
  dependsOn,
  objects: keys.map(k => object(k)),
});
const wait = (id: string, ...dependsOn: string[]): PlanStep => ({
  kind: 'until',
  id,
  title: id,
  cluster: 'c',
  dependsOn,
  watches: {},
  predicate: () => ({ state: 'done', message: '' }),
  timeoutMs: 1,
});
const part = (label: string, ...steps: PlanStep[]): RemovalPart => ({
  label,
  steps,
  owns: ({ kind, metadata }) =>
    metadata.namespace !== label ||
    metadata.labels?.[COMPONENT_LABEL] === 'another'
      ? undefined
      : Object.values(kube).find(type => type.kind === kind),
});
const seen = (...objects: KubeObject[]) => ({ clusters: { c: { objects } } });
const removal = (parts: RemovalPart[], more: Partial<RemovalContext>) =>
  planRemoval(parts, {
    federation: 'f',
    observed: { clusters: {} },
    ...more,
  }).map(({ id, dependsOn, ...rest }) => [
    id,
    dependsOn,
    rest.kind === 'remove' ? rest.keys.map(k => k.name) : [],
  ]);

const secret = key('secret', 'key');
const policy = key('networkPolicy', 'app');
const app = key('deployment', 'app');
const hub = part('hub', step('hub/site', [], key('service', 'hub', 'hub')));
const member = part(
  'west',
  step('west/key', [], secret),
  step('west/link', ['hub/site'], key('configMap', 'link')),
  step('west/app', ['west/key'], app, policy),
  wait('west/running', 'west/app', 'west/link'),
);

describe('planRemoval', () => {
  it.each([true, false])(
    'knows whether what a transfer makes bears the label: %s',
    labels => {
      const transfer: PlanStep = {
        kind: 'transfer',
        id: 'west/link',
        title: '',
        cluster: 'c',
        dependsOn: [],
        inputs: {},
        objects: () => [],
        labels,
        produces: [secret],
      };
      const steps = planRemoval([part('west', transfer)], {
        federation: 'f',
        observed: { clusters: {} },
      });
      expect(steps).toEqual([
        expect.objectContaining({
          keys: [secret],
          ...(labels && { labelled: [secret] }),
        }),
      ]);
      expect('labelled' in steps[0]).toBe(labels);
    },
  );

  it('runs the plan backwards; a thing goes after all that depends on it', () => {
    expect(removal([hub, member], {})).toEqual([
      ['west/app-removed', [], ['app', 'app']],
      ['west/link-removed', ['west/app-removed'], ['link']],
      ['west/key-removed', ['west/app-removed', 'west/link-removed'], ['key']],
      ['hub/site-removed', ['west/link-removed'], ['hub']],
    ]);
  });

  it('finds what depends on a thing through steps that make nothing', () => {
    const near = part('a', step('a/x', [], key('secret', 'key', 'a')));
    const far = part(
      'b',
      wait('b/wait', 'a/x'),
      step('b/y', ['b/wait'], key('deployment', 'app', 'b')),
    );
    expect(removal([near, far], {})).toEqual([
      ['b/y-removed', [], ['app']],
      ['a/x-removed', ['b/y-removed'], ['key']],
    ]);
  });

  it('goes by what is there, and takes nothing of others', () => {
    expect(removal([hub, member], { observed: seen() })).toEqual([]);
    expect(
      removal([hub, member], {
        observed: seen(
          object(app, {}),
          object(policy, { [FEDERATION_LABEL]: 'other' }),
          object(secret, { ...ours, [COMPONENT_LABEL]: 'another' }),
          object(key('configMap', 'link')),
        ),
      }),
    ).toEqual([
      ['west/link-removed', [], ['link']],
      // Its step made it, and it carries the label.
      ['west/key-removed', ['west/link-removed'], ['key']],
    ]);
  });

  it('takes what is hidden with what was made with it or, of Secrets, after it', () => {
    expect(removal([member], { observed: seen(object(app)) })).toEqual([
      ['west/app-removed', [], ['app', 'app']],
      ['west/key-removed', ['west/app-removed'], ['key']],
    ]);
    expect(
      removal([member], { observed: seen(object(key('configMap', 'link'))) }),
    ).toEqual([['west/link-removed', [], ['link']]]);
  });

  it('goes by name in a cluster that did not answer', () => {
    const observed = { clusters: { c: { objects: [], error: 'timeout' } } };
    expect(removal([hub], { observed })).toEqual([
      ['hub/site-removed', [], ['hub']],
    ]);
  });

  it('takes what the plan takes away itself only where it is seen', () => {
    const used = key('secret', 'used');
    const parts = [
      part('west', step('a/token', [], used), step('a/app', ['a/token'], app), {
        kind: 'remove',
        id: 'a/clean',
        title: 'a/clean',
        cluster: 'c',
        dependsOn: ['a/app'],
        keys: [used],
      }),
    ];
    const ids = (...objects: KubeObject[]) =>
      removal(parts, { observed: seen(...objects) }).map(([id]) => id);
    expect(ids(object(app))).toEqual(['a/app-removed']);
    expect(ids(object(app), object(used))).toEqual([
      'a/app-removed',
      'a/token-removed',
    ]);
  });

  it('takes labelled leftovers with the like, and those without a like at the end', () => {
    expect(
      removal([hub, member], {
        observed: seen(
          object(key('deployment', 'old')),
          object(key('service', 'old', 'hub')),
          object(key('configMap', 'link')),
          object(key('pod', 'old', 'hub')),
        ),
      }).map(([id, , names]) => [id, names]),
    ).toEqual([
      ['west/app-removed', ['old']],
      ['west/link-removed', ['link']],
      ['hub/site-removed', ['old']],
      ['hub/leftovers/c-removed', ['old']],
    ]);
  });

  it('leaves what stays, and waits for what takes the place of the rest', () => {
    const open = part('west', step('west/app', [], app, policy));
    const observed = seen(object(app), object(policy), object(secret));
    expect(
      removal([member], { observed, staying: [open], obsolete: true }),
    ).toEqual([['west/key-obsolete', ['west/app'], ['key']]]);
    expect(
      removal([open], {
        observed,
        staying: [open],
        obsolete: true,
      }),
    ).toEqual([['west/leftovers/c-obsolete', ['west/app'], ['key']]]);
  });

  it('tells of what goes, for calls before it', () => {
    const before = (removed: { key: ObjectKey }[]): CallStep[] => [
      {
        kind: 'call',
        id: 'forget',
        title: removed.map(r => r.key.name).join(),
        cluster: 'c',
        dependsOn: [],
        inputs: {},
        call: async () => ({}),
      },
    ];
    const [call, ...steps] = planRemoval([member], {
      federation: 'f',
      observed: seen(object(secret), object(app)),
      before,
    });
    expect(call.title.split(',').sort()).toEqual(['app', 'app', 'key']);
    for (const { dependsOn } of steps) expect(dependsOn).toContain('forget');
  });

  it('names few things and counts many', () => {
    const many = [1, 2, 3, 4, 5].map(i => key('deployment', `app-${i}`));
    const titles = (keys: ObjectKey[]) =>
      planRemoval([part('west', step('a/apps', [], ...keys))], {
        federation: 'f',
        observed: { clusters: {} },
      }).map(({ title }) => title);
    expect(titles([app, policy])).toEqual([
      'west: remove Deployment app, NetworkPolicy app',
    ]);
    expect(titles([...many, policy])).toEqual([
      'west: remove 5 deployments, 1 networkpolicies',
    ]);
  });
});
