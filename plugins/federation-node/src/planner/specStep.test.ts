import { parseFederationSpec } from '@backstage-federation/plugin-federation-common';
import { kube } from '@backstage-federation/kubernetes-clusters';
import {
  executePlan,
  leavingMembers,
  readSpecConfigMap,
} from '@backstage-federation/federation-plans';
import { eachWithTestServer } from '../../../../packages/kubernetes-clusters/src/__testUtils__';
import { leftStep, specStep } from './specStep';

const west = { cluster: 'south', namespace: 'a' };
const east = { cluster: 'north', namespace: 'a' };
const specOf = (members: object[]) =>
  parseFederationSpec({
    name: 'guide',
    hub: { cluster: 'west', namespace: 'ns' },
    members,
  });
const key = {
  type: kube.configMap,
  namespace: 'ns',
  name: 'federation-guide',
};

describe('the stored spec, on an API server', () => {
  const test = eachWithTestServer();
  const run = (...steps: Parameters<typeof executePlan>[0]['steps']) =>
    executePlan(
      { federation: 'guide', steps },
      { clusters: test.clusters, signal: AbortSignal.timeout(4_000) },
    );
  const step = (
    members: object[],
    options: Parameters<typeof specStep>[2] = {},
  ) => ({
    ...specStep(specOf(members), { clusters: {} }, options),
    dependsOn: [],
  });
  const stored = async () => (await test.clusters.get('west').get(key))!;
  /** As `kubectl replace` does it. */
  const edit = async () => {
    const { data, ...object } = await stored();
    const { spec } = data as { spec: string };
    const response = await fetch(
      `${test.server.url}/api/v1/namespaces/ns/configmaps/federation-guide?fieldManager=kubectl-replace`,
      {
        method: 'PUT',
        headers: {
          'content-type': 'application/json',
          authorization: 'Bearer cluster-token',
        },
        body: JSON.stringify({
          ...object,
          data: { spec: `${spec}# mine\n` },
        }),
      },
    );
    expect(response.status).toBe(200);
  };

  it('is ours, whoever edited it by hand', async () => {
    await run(step([west]));
    await edit();
    const { steps } = await run(step([west, east]));
    expect(readSpecConfigMap(await stored()).members).toHaveLength(2);
    expect(steps[0].objects[0].note).toMatch(/taken over: .*kubectl-replace/);
  });

  it('is not written over what somebody changed since it was read', async () => {
    await run(step([west]));
    const { resourceVersion } = (await stored()).metadata;
    await edit();
    const before = await stored();
    await expect(run(step([east], { resourceVersion }))).rejects.toThrow(
      /the object has been modified/,
    );
    expect(await stored()).toEqual(before);
    const now = before.metadata.resourceVersion;
    await run(step([east], { resourceVersion: now }));
    expect(readSpecConfigMap(await stored()).members).toHaveLength(1);
  });

  it('forgets those who left, and nothing that was stored meanwhile', async () => {
    const [gone, other] = specOf([west, east]).members;
    await run(step([], { leaving: [gone, other] }));
    expect(leavingMembers(await stored())).toEqual([gone, other]);
    await run(step([east], { leaving: [gone, other] }));
    const left = leftStep(specOf([]), [gone], []);
    await run({ ...left, dependsOn: [] });
    expect(leavingMembers(await stored())).toEqual([other]);
    expect(readSpecConfigMap(await stored()).members).toEqual([other]);
  });
});
