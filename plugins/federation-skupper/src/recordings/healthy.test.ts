import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import {
  assembleFederation,
  Workload,
} from '@backstage-federation/plugin-federation-node';
import { Moment, sceneSpec } from '../__testUtils__/replay';
import { SCENES } from '../__testUtils__/scenes';
import { skupper } from '../skupper';
import { tell } from '../__testUtils__/story';

/** Says of a recorded moment, from the objects as they stand and by no rule of the product, that all is well. */
function isHealthy(scene: string, { clusters }: Moment): boolean {
  const spec = sceneSpec(SCENES[scene]);
  const in_ = (place: { cluster: string; namespace: string }, kind: string) =>
    (clusters
      .find(c => c.name === place.cluster)
      ?.objects(kind, place.namespace) ?? []) as any[];
  const isReady = (o: any) =>
    o.status?.status === 'Ready' &&
    o.status.conditions.every((c: any) => c.status === 'True') &&
    o.status.conditions.find((c: any) => c.type === 'Configured')
      .observedGeneration === o.metadata.generation;
  const recordsOf = (place: { cluster: string; namespace: string }) => {
    const [map] = in_(place, 'ConfigMap').filter(
      (o: KubeObject) => o.metadata.name === 'skupper-network-status',
    );
    try {
      return JSON.parse(map.data.NetworkStatus).siteStatus as any[];
    } catch {
      return [];
    }
  };
  const all = (records: any[], what: string) =>
    records.flatMap(s => s.routerStatus ?? []).flatMap(r => r[what] ?? []);
  const [member] = spec.members;
  const hubSite = in_(spec.hub, 'Site').find(
    s => s.metadata.name === spec.hub.site,
  );
  const memberSite = in_(member, 'Site').find(
    s => s.metadata.name === member.site,
  );
  if (!hubSite || !memberSite) return false;
  if (!isReady(hubSite) || !isReady(memberSite)) return false;
  const records = recordsOf(member);
  const ofSite = (site: any) =>
    records.filter(s => s.site.identity === site.metadata.uid);
  const peers = all(ofSite(hubSite), 'routerAccess').map(a => a.identity);
  const links = in_(member, 'Link');
  const up = links.every(
    link =>
      isReady(link) &&
      all(ofSite(memberSite), 'links').some(
        l =>
          l.name === link.metadata.name &&
          l.status.toLowerCase() === 'up' &&
          peers.includes(l.peer),
      ),
  );
  const matched = [spec.hub, member].every(place =>
    [
      ...in_(place, 'Connector').map(o => [o, 'listeners']),
      ...in_(place, 'Listener').map(o => [o, 'connectors']),
    ].every(
      ([o, other]) =>
        isReady(o) &&
        all(recordsOf(place), other).some(e => e.address === o.spec.routingKey),
    ),
  );
  return links.length > 0 && up && matched;
}

const nothing: Workload = {
  watches: [],
  services: () => [],
  assemble: () => ({
    view: { kind: 'nothing' },
    rows: [],
    counts: [],
    summary: { starting: 'nothing to start', healthy: 'nothing to run' },
    claims: [],
    findings: [],
  }),
} as unknown as Workload;

const moments = Object.keys(SCENES).flatMap(scene =>
  tell(SCENES[scene])
    .filter(({ moment }) => isHealthy(scene, moment))
    .map(told => ({ scene, told })),
);

describe('no false alarms', () => {
  it('knows healthy moments of several recordings', () => {
    expect(moments.length).toBeGreaterThan(20);
    expect(new Set(moments.map(m => m.scene)).size).toBeGreaterThan(3);
  });

  it.each([...new Set(moments.map(m => m.scene))])('%s', scene => {
    for (const { told } of moments.filter(m => m.scene === scene)) {
      const { t, at, clusters } = told.moment;
      const view = assembleFederation({
        spec: sceneSpec(SCENES[scene]),
        clusters,
        evidence: { interconnect: { logs: [] }, workload: { logs: [] } },
        now: at,
        interconnect: skupper,
        workload: nothing,
      });
      expect({
        t,
        now: told.now.findings,
        later: told.later.findings,
        sentence: view.sentence,
      }).toEqual({
        t,
        now: [],
        later: [],
        sentence: expect.stringMatching(/^Healthy: 2 sites, \d+ links?, /),
      });
    }
  });
});
