import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { UntilStep } from '@backstage-federation/plugin-federation-node';
import {
  FLEET_API,
  condition,
  guideSpec,
  observedOf,
  tokenLink,
} from '../__fixtures__/objects';
import { planSkupper } from '../plan';

const steps = planSkupper(guideSpec(), [FLEET_API], observedOf());
const error = (message: string) => ({
  conditions: [condition('Configured', 'Error', message)],
});
const NO_SITE = error('No active site in namespace');

describe('touches what the controller may have missed', () => {
  const touched = (id: string, seen: Record<string, object[]>) =>
    (steps.find(step => step.id === id) as UntilStep)
      .touch!.objects(seen as Record<string, KubeObject[]>)
      .map(({ type, name }) => `${type.kind} ${name}`);
  const thing = (name: string, status?: object) => ({
    apiVersion: 'skupper.io/v2alpha1',
    metadata: { name, namespace: 'ns', generation: 1 },
    spec: { host: name },
    ...(status && { status }),
  });

  it('a link that was there before its site', () => {
    const link = tokenLink({ status: NO_SITE });
    expect(touched('supernode-1/link-operational', { links: [link] })).toEqual([
      'Link link-superlink-interconnect',
    ]);
  });

  it('a grant that it has not looked at', () => {
    const id = 'supernode-1/link/grant-ready';
    expect(touched(id, { grant: [thing('g')] })).toEqual([
      expect.stringMatching(/^AccessGrant /),
    ]);
    const said = { message: 'AccessGrants are not enabled' };
    expect(touched(id, { grant: [thing('g', said)] })).toEqual([]);
    expect(touched(id, { grant: [] })).toEqual([]);
  });

  it('a token that was never tried, and no other', () => {
    const id = 'supernode-1/link/redeemed';
    expect(touched(id, { token: [thing('t')], link: [] })).toEqual([
      'AccessToken link-superlink-interconnect',
    ]);
    const failed = {
      conditions: [condition('Redeemed', 'Error', '403 (Forbidden)')],
    };
    expect(touched(id, { token: [thing('t', failed)] })).toEqual([]);
  });

  it('a listener that was there before its site was made anew', () => {
    const id = 'supernode-1/listeners';
    const service = {
      metadata: {
        name: 'fleet-api',
        labels: { 'internal.skupper.io/listener': 'fleet-api' },
      },
    };
    const ready = { conditions: [condition('Configured', true)] };
    const taken = error('Service fleet-api already exists in namespace');
    const touches = (status: object | undefined, services: object[] = []) =>
      touched(id, { listeners: [thing('fleet-api', status)], services });
    // It says Ready for the site that is gone, and its Service is missing.
    expect(touches(ready)).toEqual(['Listener fleet-api']);
    expect(touches(NO_SITE)).toEqual(['Listener fleet-api']);
    expect(touches(undefined)).toEqual(['Listener fleet-api']);
    expect(touches(ready, [service])).toEqual([]);
    expect(touches(taken)).toEqual([]);
    expect(touched(id, { listeners: [thing('own')], services: [] })).toEqual(
      [],
    );
  });
});
