import { ServerResponse } from 'node:http';
import { ManagedKubernetesClusters } from '../connectClusters';
import { createTestClusters, FAST, waiter } from '../__testUtils__';
import {
  answer,
  startTestServer,
  TestApiServer,
  status,
  widget,
  widgetObject,
} from '../__testUtils__';
import { kube } from '../resources';
import { KubeObject, WatchEvent, WatchStatus } from '../types';

describe('watch', () => {
  let server: TestApiServer;
  let clusters: ManagedKubernetesClusters;
  let controller: AbortController;
  let events: WatchEvent[];
  let statuses: WatchStatus[];
  let changed: () => void;
  let until: (condition: () => boolean) => Promise<void>;

  const start = () =>
    clusters.get('west').watch(widget, {
      namespace: 'ns',
      signal: controller.signal,
      onEvent: event => {
        events.push(event);
        changed();
      },
      onStatus: entry => {
        statuses.push(entry);
        changed();
      },
    });
  const text = (event: WatchEvent) =>
    event.type === 'sync'
      ? `sync ${event.objects.map(({ metadata }) => metadata.name).join()}`
      : `${event.type} ${event.object.metadata.name}`;
  const seen = () => events.map(text);
  const watchVersions = () =>
    server.requests
      .filter(({ url }) => url.searchParams.get('watch'))
      .map(({ url }) => url.searchParams.get('resourceVersion'));

  beforeEach(async () => {
    ({ changed, until } = waiter());
    events = [];
    statuses = [];
    controller = new AbortController();
    server = await startTestServer();
    server.onWatch = changed;
    clusters = createTestClusters({ west: server.url });
  });
  afterEach(async () => {
    controller.abort();
    await clusters.close();
    await server.stop();
  });

  it('lists, then follows, without managedFields', async () => {
    server.put(widgetObject('a'));
    start();
    await until(() => server.watches === 1);
    server.put(widgetObject('a', { size: 2 }));
    server.put(widgetObject('b'));
    server.remove(widgetObject('a'));
    await until(() => events.length === 4);
    expect(seen()).toEqual(['sync a', 'upsert a', 'upsert b', 'delete a']);
    expect(statuses).toEqual([{ state: 'synced' }]);
    const { object } = events[1] as { object: KubeObject };
    expect(object.metadata).not.toHaveProperty('managedFields');
    expect(clusters.list()[0].state).toBe('connected');
  });

  it('tells who else holds fields, when asked, of lists and changes', async () => {
    const managed = (size: number) => {
      const object = widgetObject('a', { size });
      const entry = (
        manager: string,
        fieldsV1: object,
        subresource?: string,
      ) => ({
        manager,
        operation: 'Update',
        time: '2026-01-01T00:00:00Z',
        fieldsV1,
        ...(subresource && { subresource }),
      });
      Object.assign(object.metadata, {
        managedFields: [
          entry('backstage-federation', { 'f:spec': { 'f:size': {} } }),
          entry('kubectl', {
            'f:metadata': {
              'f:annotations': { 'f:a': {} },
              'f:labels': { 'f:b': {} },
            },
            'f:spec': { 'f:size': {} },
          }),
          entry('scaler', { 'f:spec': { 'f:size': {} } }, 'scale'),
          entry('noter', { 'f:metadata': { 'f:annotations': { 'f:a': {} } } }),
          entry('controller', { 'f:spec': { 'f:size': {} } }, 'status'),
        ],
      });
      return object;
    };
    server.put(managed(1));
    clusters.get('west').watch(widget, {
      namespace: 'ns',
      owners: true,
      signal: controller.signal,
      onEvent: event => {
        events.push(event);
        changed();
      },
    });
    await until(() => server.watches === 1);
    server.put(managed(2));
    await until(() => events.length === 2);
    const found = events.flatMap(event =>
      event.type === 'sync' ? event.objects : event.object,
    );
    const time = '2026-01-01T00:00:00Z';
    const size = { 'f:spec': { 'f:size': {} } };
    for (const { metadata } of found) {
      expect(metadata).not.toHaveProperty('managedFields');
      expect(metadata.owners).toEqual([
        {
          manager: 'kubectl',
          time,
          fields: { ...size, 'f:metadata': { 'f:labels': { 'f:b': {} } } },
        },
        { manager: 'scaler', time, fields: size },
      ]);
    }
  });

  it('resumes where it was when a watch ends, also by a bookmark', async () => {
    let watching: ServerResponse;
    server.intercept = ({ url }, response) => {
      if (url.searchParams.has('watch')) watching = response;
      return false;
    };
    const first = server.version;
    start();
    await until(() => server.watches === 1);
    server.put({
      ...widgetObject('elsewhere'),
      kind: 'Secret',
      apiVersion: 'v1',
    });
    const { version } = server;
    // A bookmark comes each 10 s; this one comes now.
    const object = { metadata: { resourceVersion: version } };
    watching!.write(`${JSON.stringify({ type: 'BOOKMARK', object })}\n`);
    server.endWatches();
    await until(() => server.watches === 1);
    server.put(widgetObject('a'));
    await until(() => events.length === 2);
    expect(watchVersions()).toEqual([first, version]);
    expect(seen()).toEqual(['sync ', 'upsert a']);
  });

  it('lists anew after 410, and the sync replaces what was known', async () => {
    server.put(widgetObject('a'));
    start();
    await until(() => server.watches === 1);
    await server.stop();
    server.remove(widgetObject('a'));
    server.put(widgetObject('b'));
    server.compact();
    await server.listen();
    await until(() => events.length === 2);
    expect(seen()).toEqual(['sync a', 'sync b']);
  });

  it('goes on over an outage without calling anything deleted', async () => {
    server.put(widgetObject('a'));
    start();
    await until(() => server.watches === 1);
    await server.stop();
    await until(() => clusters.list()[0].state === 'unreachable');
    expect(statuses[1]).toMatchObject({
      state: 'failing',
      reason: 'unreachable',
      message: expect.stringContaining('cluster west is unreachable'),
    });
    server.put(widgetObject('b'));
    await server.listen();
    await until(() => events.length === 2);
    expect(seen()).toEqual(['sync a', 'upsert b']);
    expect(statuses[statuses.length - 1]).toEqual({ state: 'synced' });
    expect(clusters.list()[0]).toMatchObject({ state: 'connected' });
  });

  it('says what is forbidden, and goes on when it no longer is', async () => {
    let forbidden = true;
    server.intercept = (_request, res) => {
      if (forbidden) {
        answer(res, 403, status(403, 'may not list widgets'));
      }
      return forbidden;
    };
    start();
    await until(() => statuses.length === 1);
    expect(statuses[0]).toMatchObject({ reason: 'forbidden' });
    expect(clusters.list()[0]).toMatchObject({
      state: 'forbidden',
      forbidden: ['example.com/widgets'],
      reason: expect.stringContaining('may not list widgets'),
    });
    forbidden = false;
    await until(() => events.length === 1);
    expect(clusters.list()[0].state).toBe('connected');
  });

  describe.each<[string, (res: ServerResponse) => void, string]>([
    ['500', res => answer(res, 500, status(500, 'etcd is slow')), 'stale'],
    ['410, also for a list', res => answer(res, 410, status(410, '')), 'stale'],
    [
      '429 with Retry-After',
      res =>
        answer(res, 429, status(429, 'too many requests'), {
          'retry-after': '0.001',
        }),
      'stale',
    ],
    ['403', res => answer(res, 403, status(403, 'may not')), 'forbidden'],
    ['401', res => answer(res, 401, status(401, 'who?')), 'forbidden'],
    [
      'HTML',
      res =>
        res
          .writeHead(200, { 'content-type': 'text/html' })
          .end('<html>Sign in</html>'),
      'stale',
    ],
    ['JSON of another kind', res => answer(res, 200, { hello: 1 }), 'stale'],
    ['a redirect', res => res.writeHead(302).end(), 'stale'],
  ])('with one resource that is answered by %s', (_, fault, state) => {
    it.each(['from the start', 'when its watch ends'])(
      'says for which resource, since when, and recovers: %s',
      async when => {
        let broken = when === 'from the start';
        server.intercept = ({ url }, res) => {
          if (broken && url.pathname.includes('widgets')) {
            fault(res);
            return true;
          }
          return false;
        };
        await clusters.get('west').list(kube.secret);
        server.put(widgetObject('a'));
        start();
        if (!broken) {
          await until(() => server.watches === 1);
          broken = true;
          server.endWatches();
        }
        clusters.onStatus(changed);
        await until(() => clusters.list()[0].state === state);
        const [cluster] = clusters.list();
        // Refused credentials and rights are said in their own way.
        const failing = state === 'stale' ? ['example.com/widgets'] : [];
        expect((cluster.failing ?? []).map(({ resource }) => resource)).toEqual(
          failing,
        );
        for (const { since, reason } of cluster.failing ?? []) {
          expect(since).toMatch(/^20/);
          expect(reason).toContain('cluster west');
        }
        // Others go on, and change nothing of this one.
        await clusters.get('west').list(kube.secret);
        const [after] = clusters.list();
        expect(after.failing).toEqual(cluster.failing);
        broken = false;
        await until(() => clusters.list()[0].state === 'connected');
        expect(clusters.list()[0]).not.toHaveProperty('failing');
        await until(() => seen().length > 0);
        await until(() => statuses.at(-1)?.state === 'synced');
      },
    );
  });

  it('takes no line of a watch for an event that is none', async () => {
    let watching: ServerResponse;
    server.intercept = ({ url }, response) => {
      if (url.searchParams.has('watch')) watching = response;
      return false;
    };
    start();
    await until(() => server.watches === 1);
    watching!.write('{"hello":1}\n');
    await until(() => events.length === 2);
    expect(seen()).toEqual(['sync ', 'sync ']);
    expect(statuses[1]).toMatchObject({
      message: expect.stringContaining(
        'answers, but not as a Kubernetes API server',
      ),
    });
  });

  it('waits for a resource type that is not served yet', async () => {
    let missing = true;
    server.intercept = (_request, res) => {
      if (missing) {
        answer(res, 404, status(404, 'could not find the requested resource'));
      }
      return missing;
    };
    start();
    await until(() => statuses.length === 1);
    expect(statuses[0]).toMatchObject({ reason: 'not-found' });
    expect(events).toEqual([]);
    missing = false;
    await until(() => events.length === 1);
    expect(statuses[1]).toEqual({ state: 'synced' });
  });

  it('lists anew when a watch never said anything: its version may lie in the future', async () => {
    await clusters.close();
    clusters = createTestClusters(
      { west: server.url },
      { timing: { reflector: { ...FAST.reflector, inactivityMs: 20 } } },
    );
    start();
    await until(() => watchVersions().length >= 2);
    expect(seen().slice(0, 2)).toEqual(['sync ', 'sync ']);
    expect(statuses).toEqual([{ state: 'synced' }]);
  });

  it('notices by heartbeat that a cluster has frozen, and comes back', async () => {
    await clusters.close();
    clusters = createTestClusters(
      { west: server.url },
      {
        timing: {
          ...FAST,
          heartbeat: { intervalMs: 5, retryMs: 1, timeoutMs: 20 },
        },
      },
    );
    clusters.onStatus(changed);
    start();
    await until(() => server.watches === 1);
    server.intercept = () => true;
    await until(() => clusters.list()[0].state === 'unreachable');
    expect(clusters.list()[0].reason).toBe(
      'cluster west is unreachable: no answer',
    );
    server.intercept = () => false;
    server.put(widgetObject('a'));
    await until(() => events.length === 2);
    expect(seen()).toEqual(['sync ', 'upsert a']);
  });

  it('ends with its signal', async () => {
    start();
    await until(() => server.watches === 1);
    const ended = new Promise(done =>
      server.sockets.forEach(socket => socket.on('close', done)),
    );
    controller.abort();
    await ended;
    expect(server.watches).toBe(0);
    expect(statuses).toEqual([{ state: 'synced' }]);
  });

  it('survives a listener that throws', async () => {
    let calls = 0;
    clusters.get('west').watch(widget, {
      signal: controller.signal,
      onEvent: () => {
        calls += 1;
        changed();
        throw new Error('bug');
      },
    });
    await until(() => server.watches === 1);
    server.put(widgetObject('a'));
    await until(() => calls === 2);
    expect(server.watches).toBe(1);
  });
});
