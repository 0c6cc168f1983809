import { executePlan } from '@backstage-federation/plugin-federation-node';
import {
  connectInProcess,
  TestApi,
} from '../../../../packages/kubernetes-clusters/src/__testUtils__';
import { grant, guideSpec } from '../__fixtures__/objects';
import { linkTarget } from '../targets';
import { tokenSteps } from './linkTokenSteps';

const spec = guideSpec();
const target = linkTarget(spec, spec.members[0]);
const { hub, from } = target;
const GRANT = ['AccessGrant', hub.namespace, 'guide-supernode-1'] as const;
const TOKEN = [
  'AccessToken',
  from.namespace,
  'link-superlink-interconnect',
] as const;

/** Issues a link where no controller runs, plays the controller, and cancels. */
async function cancelled(play: (east: TestApi, west: TestApi) => void) {
  const apis = [hub, from].map(
    ({ cluster, namespace }) =>
      new TestApi(cluster, { namespaces: [namespace] }),
  );
  const [east, west] = apis;
  const cancel = new AbortController();
  const running = executePlan(
    {
      federation: spec.name,
      steps: tokenSteps(target, [], { links: [], secrets: [] }),
    },
    {
      clusters: connectInProcess(apis),
      signal: cancel.signal,
      onProgress: ({ type, stepId }) => {
        if (type !== 'waiting') return;
        play(east, west);
        const isReady = Boolean(east.object(...GRANT)!.status);
        if (!isReady || stepId.endsWith('/redeemed')) cancel.abort();
      },
    },
  );
  await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  return [east.object(...GRANT), west.object(...TOKEN)].map(Boolean);
}

const ready = (east: TestApi, redemptions?: number) =>
  east.put({
    ...east.object(...GRANT)!,
    status: grant({ redemptions }).status,
  });

describe('a cancelled issue of a link by token', () => {
  it('removes a grant that is not ready', async () => {
    expect(await cancelled(() => {})).toEqual([false, false]);
  });

  it('removes a grant and a token that nobody redeemed', async () => {
    expect(await cancelled(east => ready(east))).toEqual([false, false]);
  });

  it('leaves a redeemed grant, and takes a token whose redemption is not said', async () => {
    const redeem = (east: TestApi, west: TestApi) =>
      ready(east, west.object(...TOKEN) ? 1 : undefined);
    expect(await cancelled(redeem)).toEqual([true, false]);
  });

  it('leaves both when the token is redeemed', async () => {
    const redeem = (east: TestApi, west: TestApi) => {
      const token = west.object(...TOKEN);
      ready(east, token ? 1 : undefined);
      if (token) west.put({ ...token, status: { redeemed: true } });
    };
    expect(await cancelled(redeem)).toEqual([true, true]);
  });
});
