import {
  parseFederationSpec,
  SkupperFederationSpec,
  skupperSpec,
} from '@backstage-federation/plugin-federation-common';
import { KubernetesClusters } from '@backstage-federation/kubernetes-clusters';
import { executePlan } from '@backstage-federation/plugin-federation-node';
import {
  connectInProcess,
  TestApi,
} from '../../../../packages/kubernetes-clusters/src/__testUtils__';
import { resources } from '../../../../packages/sandbox/src/client';
import {
  createSite,
  NS,
  startControllers,
} from '../../../../packages/sandbox/src/controllers/__testUtils__/skupperHarness';
import { observeFederation } from '../../../federation-node/src/planner/observeFederation';
import { skupperAlone } from '../__fixtures__/plans';
import { linkNames, NETWORK_STATUS } from '../names';
import { linkTarget } from '../targets';
import { SkupperLink } from '../types';
import { linkSteps } from './linkSteps';

// Keys and certificates are real.
jest.setTimeout(60_000);

const HUB = 'hub';
const MEMBERS = ['west', 'north'];
const NAMES = linkNames(HUB);

const spec: SkupperFederationSpec = skupperSpec(
  parseFederationSpec({
    name: 'retail-fl',
    hub: { cluster: 'east', namespace: NS, site: HUB },
    members: MEMBERS.map(cluster => ({ cluster, namespace: NS })),
  }),
);

/** The links that have all they need: their Secret is there, and the controller says Ready. */
function upIn(member: TestApi): string[] {
  return NAMES.filter(name => {
    const link = member.object('Link', NS, name) as SkupperLink | undefined;
    const credentials = link?.spec?.tlsCredentials ?? '';
    return (
      link?.status?.status === 'Ready' &&
      member.object('Secret', NS, credentials) !== undefined
    );
  });
}

/** What routers do: whatever Link there is connects, and the network status tells. */
function startRouters(member: TestApi, hubUid: string, signal: AbortSignal) {
  const tell = async () => {
    const site = await member.cluster.get(
      resources.sites,
      NS,
      `${member.name}-interconnect`,
    );
    const links = await member.cluster.list(resources.links, { namespace: NS });
    const siteStatus = [
      {
        site: { identity: hubUid, name: HUB },
        routerStatus: [{ routerAccess: [{ identity: 'ra' }] }],
      },
      {
        site: { identity: site?.metadata.uid, name: site?.metadata.name },
        routerStatus: [
          {
            links: links.map(({ metadata: { name } }) => ({
              name,
              status: 'up',
              peer: 'ra',
            })),
          },
        ],
      },
    ];
    await member.cluster.apply(
      resources.configMaps,
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: NETWORK_STATUS, namespace: NS },
        data: { NetworkStatus: JSON.stringify({ siteStatus }) },
      },
      'router',
    );
  };
  member.cluster.watch(resources.links, {
    namespace: NS,
    signal,
    onUpsert: tell,
    onDelete: tell,
  });
}

describe('links of two members that are issued anew in one run', () => {
  let abort: AbortController;
  let apis: TestApi[];
  let members: TestApi[];
  let clusters: KubernetesClusters & { close(): Promise<void> };
  /** Members that had no link that works, after they had one. */
  let downs: string[];
  /** The most links that a member had at once. */
  let most: number;

  beforeEach(async () => {
    abort = new AbortController();
    downs = [];
    most = 0;
    apis = ['east', ...MEMBERS].map(
      name => new TestApi(name, { namespaces: ['skupper', NS] }),
    );
    const [hub, ...others] = apis;
    members = others;
    clusters = connectInProcess(apis);
    await Promise.all(
      apis.map(({ cluster }) => startControllers(cluster, abort.signal)),
    );
    const access = { linkAccess: 'nodeport' };
    const { metadata } = await createSite(hub.cluster, HUB, access);
    for (const member of members) {
      await createSite(member.cluster, `${member.name}-interconnect`, {});
      startRouters(member, metadata.uid!, abort.signal);
    }
  });

  afterEach(async () => {
    abort.abort();
    await clusters.close();
    apis.forEach(({ cluster }) => cluster.stop());
  });

  async function run(reissue: boolean) {
    const workload = { ...skupperAlone.workload, reads: () => [] };
    const observed = await observeFederation(spec, clusters, {
      ...skupperAlone,
      workload,
      signal: abort.signal,
    });
    const steps = spec.members.flatMap(member =>
      linkSteps(linkTarget(spec, member), observed, { dependsOn: [], reissue }),
    );
    return executePlan(
      { federation: spec.name, steps },
      { clusters, signal: abort.signal, retryMs: 0 },
    );
  }

  it('are never down, and the old ones go when the new ones are there', async () => {
    await run(false);
    expect(members.map(upIn)).toEqual([[NAMES[0]], [NAMES[0]]]);
    members.forEach(member =>
      member.cluster.observe(() => {
        const { length } = upIn(member);
        if (!length) downs.push(member.name);
        most = Math.max(most, length);
      }),
    );

    await run(true);
    expect(members.map(upIn)).toEqual([[NAMES[1]], [NAMES[1]]]);
    expect(most).toBe(2);
    await run(true);
    expect(members.map(upIn)).toEqual([[NAMES[0]], [NAMES[0]]]);

    // One of the two cannot be issued.
    members[1].forbid('patch', 'accesstokens');
    await expect(run(true)).rejects.toThrow(/north: create access token/);
    expect(members.map(upIn)).toEqual([[NAMES[1]], [NAMES[0]]]);
    expect(downs).toEqual([]);
  });
});
