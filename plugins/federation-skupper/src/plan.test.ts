import {
  PlanStep,
  Observed,
} from '@backstage-federation/plugin-federation-node';
import {
  FLEET_API,
  HUB_UID,
  grant,
  guideSpec,
  hubSite,
  memberSite,
  networkStatus,
  observedOf,
  tokenLink,
} from './__fixtures__/objects';
import { planSkupper } from './plan';

const ids = (steps: PlanStep[]) => steps.map(step => step.id);
const step = <K extends PlanStep['kind']>(
  steps: PlanStep[],
  id: string,
  kind: K,
) => {
  const found = steps.find(s => s.id === id);
  if (found?.kind !== kind) throw new Error(`no ${kind} step ${id}`);
  return found as Extract<PlanStep, { kind: K }>;
};
const plan = (observed: Observed, spec = guideSpec()) =>
  planSkupper(spec, [FLEET_API], observed);

describe('planSkupper', () => {
  it('links a new member by token', () => {
    expect(ids(plan(observedOf()))).toEqual([
      'east/controller',
      'west/controller',
      'hub/site',
      'hub/site-ready',
      'hub/connectors',
      'hub/connectors-configured',
      'supernode-1/site',
      'supernode-1/site-ready',
      'supernode-1/link/grant',
      'supernode-1/link/grant-ready',
      'supernode-1/link/token',
      'supernode-1/link/redeemed',
      'supernode-1/link/touch',
      'supernode-1/link-operational',
      'supernode-1/link/clean-token',
      'supernode-1/link/clean-grant',
      'supernode-1/listener',
      'supernode-1/listeners',
      'supernode-1/listeners-matched',
    ]);
  });

  it('links a new member by certificate', () => {
    const spec = guideSpec({ interconnect: { linkMode: 'certificate' } });
    const steps = plan(observedOf(), spec);
    expect(ids(steps)).toEqual(
      expect.arrayContaining([
        'supernode-1/link/certificate',
        'supernode-1/link/certificate-ready',
        'supernode-1/link/create',
        'supernode-1/link/touch',
      ]),
    );
    const inputs = { hubSite: hubSite(), memberSite: memberSite() };
    const touched = step(steps, 'supernode-1/link/touch', 'transfer').objects(
      inputs,
    )[0];
    // Server-side apply would take away what a second write leaves out.
    expect(touched.spec).toEqual({
      cost: 1,
      endpoints: hubSite().status?.endpoints,
      tlsCredentials: 'link-superlink-interconnect',
    });
  });

  it('issues nothing when there is a link to this hub', () => {
    const observed = observedOf([hubSite()], [memberSite(), tokenLink()]);
    expect(ids(plan(observed)).filter(id => id.includes('/link'))).toEqual([
      'supernode-1/link-operational',
    ]);
  });

  it('cleans up what an interrupted run left when the link is there', () => {
    const observed = observedOf(
      [hubSite(), grant({ redemptions: 1 })],
      [memberSite(), tokenLink()],
    );
    expect(ids(plan(observed)).filter(id => id.includes('/link'))).toEqual([
      'supernode-1/link-operational',
      'supernode-1/link/clean-token',
      'supernode-1/link/clean-grant',
    ]);
  });

  it('labels a link that an interrupted run did not get to label', () => {
    const link = tokenLink();
    link.metadata = {
      ...link.metadata,
      labels: undefined,
      annotations: undefined,
    };
    const steps = plan(observedOf([hubSite()], [memberSite(), link]));
    const touch = step(steps, 'supernode-1/link/touch', 'transfer');
    expect(touch.objects({ hubSite: hubSite(), link })).toEqual([
      {
        apiVersion: 'skupper.io/v2alpha1',
        kind: 'Link',
        metadata: {
          name: 'link-superlink-interconnect',
          namespace: 'flower-supernode-1',
          labels: expect.objectContaining({
            'backstage-federation.dev/federation': 'guide',
          }),
          annotations: {
            'backstage-federation.dev/hub-site-id': HUB_UID,
            'backstage-federation.dev/link-mode': 'token',
          },
        },
      },
    ]);
  });

  it('takes a spent grant and token away before it issues new ones', () => {
    const token = {
      apiVersion: 'skupper.io/v2alpha1',
      kind: 'AccessToken',
      metadata: {
        name: 'link-superlink-interconnect',
        namespace: 'flower-supernode-1',
        labels: { 'backstage-federation.dev/federation': 'guide' },
      },
    };
    const steps = plan(
      observedOf([hubSite(), grant({ redemptions: 1 })], [memberSite(), token]),
    );
    expect(ids(steps).filter(id => id.includes('remove-'))).toEqual([
      'supernode-1/link/remove-unfinished',
      'supernode-1/link/remove-old-grant',
    ]);
    expect(step(steps, 'supernode-1/link/grant', 'ensure').dependsOn).toContain(
      'supernode-1/link/remove-old-grant',
    );
  });

  it('issues the link anew when the hub was made again', () => {
    const again = hubSite();
    again.metadata = { ...again.metadata, uid: 'uid-hub-2' };
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: 'link-superlink-interconnect',
        namespace: 'flower-supernode-1',
        ownerReferences: tokenLink().metadata.ownerReferences,
      },
    };
    const steps = plan(
      observedOf([again], [memberSite(), tokenLink(), secret]),
    );
    expect(
      step(steps, 'supernode-1/link/remove-old', 'remove').keys.map(
        k => k.name,
      ),
    ).toEqual(['link-superlink-interconnect']);
    expect(
      step(steps, 'supernode-1/link/remove-old-credentials', 'remove').keys[0]
        .type.kind,
    ).toBe('Secret');
    expect(ids(steps)).toContain('supernode-1/link/token');
  });

  it.each([1, 5, 99])(
    'writes a new cost to a token link and removes nothing: from 3 to %s',
    cost => {
      const spec = guideSpec();
      spec.members[0].linkCost = cost;
      const link = tokenLink();
      link.spec = { ...link.spec, cost: 3 };
      const steps = plan(observedOf([hubSite()], [memberSite(), link]), spec);
      expect(ids(steps).filter(id => id.includes('/link'))).toEqual([
        'supernode-1/link/touch',
        'supernode-1/link-operational',
      ]);
      const touch = step(steps, 'supernode-1/link/touch', 'transfer');
      expect(touch.takesOver).toBe(true);
      expect(touch.objects({ hubSite: hubSite(), link })).toEqual([
        expect.objectContaining({
          metadata: expect.objectContaining({ name: link.metadata.name }),
          spec: { cost },
        }),
      ]);
    },
  );

  describe('a link that has to be issued anew', () => {
    const moved = () => {
      const hub = hubSite();
      hub.status!.endpoints = hub.status!.endpoints!.map(endpoint => ({
        ...endpoint,
        host: 'moved.example',
      }));
      return hub;
    };
    const again = () => {
      const hub = hubSite();
      hub.metadata = { ...hub.metadata, uid: 'uid-hub-2' };
      return hub;
    };
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: 'link-superlink-interconnect',
        namespace: 'flower-supernode-1',
        ownerReferences: tokenLink().metadata.ownerReferences,
      },
    };
    /** All that a step waits for, directly or not. */
    const before = (steps: PlanStep[], id: string): Set<string> => {
      const all = new Set<string>();
      const add = (name: string) => {
        for (const dep of steps.find(s => s.id === name)?.dependsOn ?? []) {
          if (!all.has(dep)) {
            all.add(dep);
            add(dep);
          }
        }
      };
      add(id);
      return all;
    };

    it.each([
      ['token', 'the hub’s address changed', moved],
      ['token', 'the hub was made again', again],
      ['certificate', 'the hub’s address changed', moved],
      ['certificate', 'the hub was made again', again],
    ] as const)(
      'by %s, because %s: the old one goes when the new one has all that it needs',
      (linkMode, _why, hub) => {
        const spec = guideSpec({ interconnect: { linkMode } });
        const steps = plan(
          observedOf([hub()], [memberSite(), tokenLink(), secret]),
          spec,
        );
        const removals = steps.filter(s => s.kind === 'remove');
        const touches = (name: string) =>
          removals.filter(r =>
            r.keys.some(
              key =>
                key.name === name && ['Link', 'Secret'].includes(key.type.kind),
            ),
          );
        const going = touches('link-superlink-interconnect');
        expect(going.map(({ id }) => id)).toEqual([
          'supernode-1/link/remove-old',
          'supernode-1/link/remove-old-credentials',
        ]);
        for (const { id } of going) {
          expect([...before(steps, id)]).toEqual(
            expect.arrayContaining([
              'hub/site-ready',
              'supernode-1/site-ready',
              ...(linkMode === 'token'
                ? ['supernode-1/link/grant-ready', 'supernode-1/link/redeemed']
                : [
                    'supernode-1/link/certificate-ready',
                    'supernode-1/link/create',
                  ]),
            ]),
          );
        }
        const made = steps.flatMap(s =>
          s.kind === 'transfer' ? s.produces ?? [] : [],
        );
        expect(made.map(({ name }) => name)).not.toContain(
          'link-superlink-interconnect',
        );
      },
    );

    it('takes the first name again the next time', () => {
      const renewed = tokenLink();
      const name = 'link-superlink-interconnect-renewed';
      renewed.metadata = { ...renewed.metadata, name };
      renewed.spec = { ...renewed.spec, tlsCredentials: name };
      const steps = plan(observedOf([again()], [memberSite(), renewed]));
      expect(
        step(steps, 'supernode-1/link/token', 'transfer').produces,
      ).toMatchObject([{ name: 'link-superlink-interconnect' }]);
      expect(
        step(steps, 'supernode-1/link/remove-old', 'remove').keys,
      ).toMatchObject([{ name }]);
    });

    it('keeps the renewed link, and takes an old one of a former hub away after it works', () => {
      const renewed = tokenLink();
      const name = 'link-superlink-interconnect-renewed';
      renewed.metadata = {
        ...renewed.metadata,
        name,
        annotations: {
          ...renewed.metadata.annotations,
          'backstage-federation.dev/hub-site-id': 'uid-hub-2',
        },
      };
      const steps = plan(
        observedOf([again()], [memberSite(), tokenLink(), renewed]),
      );
      expect(ids(steps).filter(id => id.includes('/link'))).toEqual([
        'supernode-1/link-operational',
        'supernode-1/link/remove-old',
      ]);
      expect(
        step(steps, 'supernode-1/link/remove-old', 'remove').dependsOn,
      ).toEqual(['supernode-1/link-operational']);
    });
  });

  it('touches a link again and again until the controller has reacted', () => {
    const { touch } = step(
      plan(observedOf()),
      'supernode-1/link-operational',
      'until',
    );
    const named = (link: ReturnType<typeof tokenLink>) =>
      touch!.objects({ links: [link] }).map(({ name }) => name);
    expect(named(tokenLink({ status: {} }))).toEqual([
      'link-superlink-interconnect',
    ]);
    // A changed spec that was not taken up either.
    const changed = tokenLink();
    changed.metadata = { ...changed.metadata, generation: 2 };
    expect(named(changed)).toEqual(['link-superlink-interconnect']);
    expect(named(tokenLink())).toEqual([]);
    const foreign = tokenLink({ status: {} });
    foreign.metadata = { ...foreign.metadata, name: 'mine' };
    foreign.spec = { ...foreign.spec, tlsCredentials: 'mine' };
    expect(named(foreign)).toEqual([]);
  });

  it('believes a link only when the network status agrees', () => {
    const until = step(
      plan(observedOf()),
      'supernode-1/link-operational',
      'until',
    );
    const objects = {
      links: [tokenLink()],
      hubSite: [hubSite()],
      memberSite: [memberSite()],
    };
    const state = (configMap?: ReturnType<typeof networkStatus>) =>
      until.predicate({
        ...objects,
        networkStatus: configMap ? [configMap] : [],
      });
    expect(state(networkStatus()).state).toBe('done');
    expect(state().message).toBe('waiting for the network status to agree');
    expect(state(networkStatus({ status: 'down' })).state).toBe('waiting');
    expect(state(networkStatus(undefined, { hub: false })).state).toBe(
      'waiting',
    );
    expect(state(networkStatus({ status: 'up', peer: 'x' })).message).toMatch(
      /waiting for the hub to appear/,
    );
  });

  it('installs the operator on OpenShift and explains its absence elsewhere', () => {
    const spec = guideSpec();
    const openshift = observedOf([], [], { openshift: true, served: [] });
    expect(ids(plan(openshift, spec)).slice(0, 2)).toEqual([
      'east/controller-subscription',
      'east/controller',
    ]);
    expect(() => plan(observedOf([], [], { served: [] }), spec)).toThrow(
      /Skupper is not installed in cluster "east".*the manifest https:/,
    );
  });
});
