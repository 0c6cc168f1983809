import {
  FLEET_API,
  grant,
  guideSpec,
  hubSite,
  memberSite,
  observedOf,
  listenerObject,
  tokenLink,
} from '../../../federation-skupper/src/testUtils';
import { flower } from '@backstage-federation/plugin-federation-flower';
import { skupper } from '@backstage-federation/plugin-federation-skupper';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import {
  Plan,
  inOrder,
  finishPlan,
  leavingMembers,
  readSpecConfigMap,
  specConfigMap,
} from '@backstage-federation/federation-plans';
import {
  planFederation,
  planFederationRemoval,
  planMemberRemoval,
} from './planFederation';

const spec = guideSpec();
const adapters = { interconnect: skupper, workload: flower };
const now = new Date('2026-01-01T00:00:00Z');
const ids = (plan: Plan) => inOrder(plan.steps).map(step => step.id);
/** Whether `second` waits for `first`. */
const waits = (plan: Plan, second: string, first: string): boolean => {
  const step = plan.steps.find(s => s.id === second);
  return Boolean(
    step?.dependsOn.some(id => id === first || waits(plan, id, first)),
  );
};
const namespace = (name: string, ours: boolean): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: {
    name,
    ...(ours
      ? { annotations: { 'backstage-federation.dev/created-for': 'guide' } }
      : {}),
  },
});
const listener = () =>
  listenerObject(
    {
      federation: 'guide',
      namespace: 'flower-supernode-1',
      member: 'supernode-1',
    },
    FLEET_API,
  );
const ourSite = (site: KubeObject): KubeObject => ({
  ...site,
  metadata: {
    ...site.metadata,
    labels: { 'backstage-federation.dev/federation': 'guide' },
  },
});

describe('planFederation', () => {
  it('goes from nothing to a federation', () => {
    const plan = planFederation(spec, observedOf(), { ...adapters, now });
    expect(plan.federation).toBe('guide');
    expect(waits(plan, 'hub/site', 'hub/namespace')).toBe(true);
    expect(waits(plan, 'hub/spec', 'hub/namespace')).toBe(true);
    expect(waits(plan, 'supernode-1/link/grant', 'hub/site-ready')).toBe(true);
    expect(
      waits(
        plan,
        'supernode-1/listeners-matched',
        'supernode-1/link-operational',
      ),
    ).toBe(true);
  });

  it('lets members go on independently of each other', () => {
    const members = ['a', 'b'].map(name => ({
      name,
      cluster: 'west',
      namespace: name,
    }));
    const plan = planFederation(guideSpec({ members }), observedOf(), adapters);
    for (const step of plan.steps.filter(s => s.id.startsWith('a/'))) {
      expect(step.dependsOn.filter(id => id.startsWith('b/'))).toEqual([]);
    }
  });

  it('leaves a namespace that it did not make as it is', () => {
    const plan = planFederation(
      spec,
      observedOf(
        [namespace('flower-openshift-demo', false)],
        [namespace('flower-supernode-1', true)],
      ),
      adapters,
    );
    expect(ids(plan)).not.toContain('hub/namespace');
    expect(ids(plan)).toContain('supernode-1/namespace');
  });

  it('keeps the time of the spec while the spec stays the same', () => {
    const stored = specConfigMap(spec, '2025-01-01T00:00:00.000Z');
    const specOf = (input: typeof spec) => {
      const plan = planFederation(input, observedOf([stored]), {
        ...adapters,
        now,
      });
      const step = plan.steps.find(s => s.id === 'hub/spec');
      return step?.kind === 'ensure' ? step.objects[0] : undefined;
    };
    expect(specOf(spec)).toEqual(stored);
    expect(
      specOf(guideSpec({ owner: 'group:default/x' }))?.metadata.annotations,
    ).toEqual({
      'backstage-federation.dev/spec-changed-at': '2026-01-01T00:00:00.000Z',
    });
  });

  it('stores the spec first, notes the members that it no longer has, and forgets them when they are gone', () => {
    const stored = guideSpec({
      members: [
        ...spec.members,
        { name: 'old', cluster: 'west', namespace: 'old' },
      ],
    });
    const site = ourSite(memberSite());
    site.metadata = {
      ...site.metadata,
      name: 'old-interconnect',
      namespace: 'old',
    };
    const plan = planFederation(
      spec,
      observedOf([specConfigMap(stored)], [site]),
      adapters,
    );
    expect(waits(plan, 'old/site-removed', 'hub/spec')).toBe(true);
    expect(waits(plan, 'hub/spec-left', 'old/site-removed')).toBe(true);
    const specEnsured = plan.steps.find(({ id }) => id === 'hub/spec');
    const [hubSpec] = specEnsured?.kind === 'ensure' ? specEnsured.objects : [];
    expect(leavingMembers(hubSpec)).toEqual([
      expect.objectContaining({ name: 'old', namespace: 'old' }),
    ]);
    const first = plan.steps.filter(({ id }) => !waits(plan, id, 'hub/spec'));
    expect(first.map(({ id }) => id)).toEqual(['hub/namespace', 'hub/spec']);

    // The run ended half-way: the next one goes on with it.
    const again = planFederation(spec, observedOf([hubSpec], [site]), adapters);
    expect(ids(again)).toContain('old/site-removed');
    const gone = planFederationRemoval(
      spec,
      observedOf([hubSpec], [site]),
      adapters,
    );
    expect(ids(gone)).toContain('old/site-removed');
    const left = again.steps.find(({ id }) => id === 'hub/spec-left');
    const [after] =
      left?.kind === 'transfer' ? left.objects({ stored: hubSpec }) : [];
    expect(leavingMembers(after)).toEqual([]);
    expect(after.data).toEqual(hubSpec.data);
  });

  it('plans nothing with half of what there is in view', () => {
    const observed = observedOf();
    observed.clusters.west = { objects: [], error: 'connection refused' };
    expect(() => planFederation(spec, observed, adapters)).toThrow(
      'Cluster "west" cannot be read: connection refused',
    );
  });

  it('plans without any cluster, for rendering, always the same', () => {
    const plan = () => planFederation(spec, { clusters: {} }, adapters);
    const { steps } = plan();
    expect(JSON.stringify(plan())).toBe(JSON.stringify({ ...plan(), steps }));
    const kinds = (cluster: string) =>
      steps
        .filter(step => step.cluster === cluster)
        .flatMap(step => (step.kind === 'ensure' ? step.objects : []))
        .map(({ kind }) => kind);
    expect([...new Set(steps.map(step => step.cluster))].sort()).toEqual([
      'east',
      'west',
    ]);
    expect(kinds('west')).toContain('Listener');
    // Made when the plan runs.
    expect(
      steps.find(step => step.id === 'supernode-1/link/token'),
    ).toMatchObject({
      produces: [
        {
          namespace: 'flower-supernode-1',
          name: 'link-superlink-interconnect',
        },
      ],
    });
    expect(inOrder(steps)[0].title).toMatch(/namespace flower-openshift-demo/);
  });
});

describe('removal', () => {
  const observed = () =>
    observedOf(
      [
        namespace('flower-openshift-demo', true),
        ourSite(hubSite()),
        grant(),
        specConfigMap(spec),
      ],
      [
        namespace('flower-supernode-1', false),
        ourSite(memberSite()),
        tokenLink(),
        listener(),
      ],
    );

  it('takes a federation away in the order that leaves nothing behind', () => {
    const plan = planFederationRemoval(spec, observed(), {
      ...adapters,
      removeNamespaces: true,
    });
    expect(
      waits(
        plan,
        'supernode-1/link/touch-removed',
        'supernode-1/listener-removed',
      ),
    ).toBe(true);
    expect(
      waits(plan, 'supernode-1/site-removed', 'supernode-1/listener-removed'),
    ).toBe(true);
    expect(
      waits(plan, 'supernode-1/site-removed', 'supernode-1/link/touch-removed'),
    ).toBe(true);
    expect(
      waits(plan, 'hub/site-removed', 'supernode-1/link/touch-removed'),
    ).toBe(true);
    expect(waits(plan, 'hub/spec-removed', 'hub/site-removed')).toBe(true);
    expect(waits(plan, 'hub/namespace-removed', 'hub/spec-removed')).toBe(true);
    // Not made for the federation, so not removed with it.
    expect(ids(plan)).not.toContain('supernode-1/namespace-removed');
  });

  it('leaves namespaces alone unless asked', () => {
    const plan = planFederationRemoval(spec, observed(), adapters);
    expect(ids(plan).filter(id => id.includes('/namespace'))).toEqual([]);
  });

  it('takes the hub’s part of a member away with the member', () => {
    const plan = planMemberRemoval(spec, spec.members[0], observed(), {
      ...adapters,
      now,
    });
    expect(
      waits(
        plan,
        'supernode-1/link/grant-removed',
        'supernode-1/link/touch-removed',
      ),
    ).toBe(true);
    expect(waits(plan, 'supernode-1/site-removed', 'hub/spec')).toBe(true);
    expect(waits(plan, 'hub/spec-left', 'supernode-1/site-removed')).toBe(true);
    const step = plan.steps.find(s => s.id === 'hub/spec');
    const stored = step?.kind === 'ensure' ? step.objects[0] : undefined;
    expect(readSpecConfigMap(stored!).members).toEqual([]);
    expect(ids(plan)).not.toContain('hub/site-removed');
  });

  it('takes away only what is the federation’s', () => {
    const foreign = tokenLink();
    foreign.metadata = { ...foreign.metadata, name: 'mine', labels: {} };
    const seen = observed();
    seen.clusters.west.objects.push(foreign);
    const plan = planFederationRemoval(spec, seen, adapters);
    const names = plan.steps.flatMap(s =>
      s.kind === 'remove' ? s.keys.map(k => k.name) : [],
    );
    expect(names).toContain('link-superlink-interconnect');
    expect(names).not.toContain('mine');
  });
});

describe('finishPlan', () => {
  const step = (id: string, ...dependsOn: string[]) => ({
    kind: 'remove' as const,
    id,
    title: id,
    cluster: 'c',
    dependsOn,
    keys: [],
  });
  it('drops what is not in the plan', () => {
    expect(finishPlan('f', [step('a', 'x')]).steps[0].dependsOn).toEqual([]);
  });
  it('refuses two of one id, and circles', () => {
    expect(() => finishPlan('f', [step('a'), step('a')])).toThrow(/id "a"/);
    expect(() => finishPlan('f', [step('a', 'b'), step('b', 'a')])).toThrow(
      /depend on each other: a -> b -> a/,
    );
  });
});
