import { KubeObject, resources } from '../../client';
import { InProcessCluster } from '../../__testUtils__/inProcessCluster';
import {
  condition,
  createSite,
  NS,
  skupperObject,
  startControllers,
} from '../__testUtils__/skupperHarness';
import { until, untilGone } from '../../__testUtils__/until';
import { startSkupperController } from './startSkupperController';

// Keys and TLS take their time on a busy machine.
jest.setTimeout(30_000);

/** What was measured of the real controller and is in no recording. */
describe('the controller’s surprises', () => {
  let abort: AbortController;
  let cluster: InProcessCluster;

  beforeEach(() => {
    abort = new AbortController();
    cluster = new InProcessCluster('hub', { namespaces: ['skupper', NS] });
  });

  afterEach(() => {
    abort.abort();
    cluster.stop();
  });

  const config = (holds: (text: string) => boolean) =>
    until(cluster, resources.configMaps, NS, 'skupper-router', map =>
      holds(map.data['skrouterd.json']),
    );

  it('sends traffic to pods that are not ready if the Connector said so when it was made', async () => {
    await startControllers(cluster, abort.signal);
    await createSite(cluster, 'hub', {});
    await cluster.create(resources.pods, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'app', namespace: NS, labels: { app: 'x' } },
      spec: { containers: [{ name: 'app', image: 'app.example/x:1' }] },
    });
    await cluster.patch(
      resources.pods,
      NS,
      'app',
      {
        status: {
          phase: 'Running',
          podIP: '10.1.0.7',
          conditions: [{ type: 'Ready', status: 'False' }],
        },
      },
      'status',
    );

    await cluster.create(
      resources.connectors,
      skupperObject('Connector', 'x', {
        routingKey: 'x',
        port: 80,
        selector: 'app=x',
        includeNotReadyPods: true,
      }),
    );

    await config(text => text.includes('10.1.0.7'));
    const connector = await until(
      cluster,
      resources.connectors,
      NS,
      'x',
      c => c.status?.status === 'Pending',
    );
    expect(connector.status.message).toBe('Not Matched');
  });

  it('keeps a Site ready that gave its link access up, endpoints or not', async () => {
    await startControllers(cluster, abort.signal);
    await createSite(cluster, 'hub', { linkAccess: 'nodeport' });
    await cluster.patch(resources.sites, NS, 'hub', {
      spec: { linkAccess: 'none' },
    });
    await until(
      cluster,
      resources.sites,
      NS,
      'hub',
      s => condition(s, 'Configured')?.observedGeneration === 2,
    );
    const kept = await cluster.get(resources.sites, NS, 'hub');
    expect(kept?.status.endpoints).toHaveLength(2);

    await cluster.delete(resources.routerAccesses, NS, 'skupper-router');
    await untilGone(cluster, resources.services, NS, 'skupper-router');

    const site = await until(
      cluster,
      resources.sites,
      NS,
      'hub',
      s => s.status.endpoints === undefined,
    );
    expect(condition(site, 'Resolved')).toMatchObject({ message: 'Pending' });
    expect(site.status).toMatchObject({ status: 'Ready', message: 'OK' });
  });

  it('says nothing of conflicts when it is restarted long after a Site was made', async () => {
    const first = new AbortController();
    await startControllers(cluster, first.signal);
    const site = await createSite(cluster, 'hub', { linkAccess: 'nodeport' });
    first.abort();
    const old = new Date(Date.now() - 3_600_000).toISOString();
    await cluster.load(resources.sites, {
      ...site,
      metadata: { ...site.metadata, creationTimestamp: old },
    });
    const seen: KubeObject[] = [];
    cluster.observe(({ entry }) => {
      if (entry.object.kind === 'Site') {
        seen.push(entry.object as KubeObject);
      }
    });

    await startSkupperController({
      client: cluster,
      signal: abort.signal,
      timings: { certificateMs: 0, siteMs: 0 },
    }).ready;

    await cluster.patch(resources.sites, NS, 'hub', { spec: { ha: true } });
    await until(
      cluster,
      resources.sites,
      NS,
      'hub',
      s => condition(s, 'Configured')?.observedGeneration === 2,
    );
    expect(seen.map(s => s.status.status)).not.toContain('Error');
  });

  it('marks one Secret for two TLS profiles, and then leaves it alone', async () => {
    const controller = await startControllers(cluster, abort.signal);
    await createSite(cluster, 'hub', { linkAccess: 'nodeport' });
    await cluster.create(
      resources.links,
      skupperObject('Link', 'l', {
        endpoints: [{ name: 'inter-router', host: 'h', port: '1' }],
        tlsCredentials: 'skupper-site-server',
      }),
    );
    await until(cluster, resources.links, NS, 'l', l => l.status?.status);

    const secret = await until(
      cluster,
      resources.secrets,
      NS,
      'skupper-site-server',
      s =>
        s.metadata.annotations![
          'internal.skupper.io/tls-profile-context'
        ]?.includes('site-server-profile'),
    );
    expect(
      JSON.parse(
        secret.metadata.annotations!['internal.skupper.io/tls-profile-context'],
      ),
    ).toEqual(
      expect.arrayContaining([
        { profileName: 'skupper-site-server', ordinal: 0 },
        { profileName: 'skupper-site-server-profile', ordinal: 0 },
      ]),
    );
    controller.resync();
    await cluster.create(
      resources.listeners,
      skupperObject('Listener', 'x', { routingKey: 'x', host: 'x', port: 1 }),
    );
    await config(text => text.includes('listener/x'));
    const later = await cluster.get(
      resources.secrets,
      NS,
      'skupper-site-server',
    );
    expect(later?.metadata.resourceVersion).toBe(
      secret.metadata.resourceVersion,
    );
  });
});
