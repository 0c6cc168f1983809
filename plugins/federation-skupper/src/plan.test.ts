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
    expect(ids(steps).filter(id => id.includes('remove-old'))).toEqual([
      'supernode-1/link/remove-old',
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

  it('issues a token link anew when its cost changes', () => {
    const spec = guideSpec();
    spec.members[0].linkCost = 5;
    const observed = observedOf([hubSite()], [memberSite(), tokenLink()]);
    expect(ids(plan(observed, spec))).toContain('supernode-1/link/remove-old');
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
