import {
  TestServer,
  configMap,
  startTestServer,
} from './__testUtils__/testServer';

const CMS = '/api/v1/namespaces/default/configmaps';

describe('faults', () => {
  let test: TestServer;

  beforeEach(async () => {
    test = await startTestServer();
  });
  afterEach(() => test.stop());

  it('hangs while frozen and goes on where it was', async () => {
    const watch = await test.watch(`${CMS}?watch=1&resourceVersion=1`);
    let last = await watch.next();
    test.server.freeze();
    let answered = false;
    const held = test.call('POST', CMS, configMap('held')).then(answer => {
      answered = true;
      return answer;
    });
    // A request to a server that is not frozen takes longer than this one would have.
    const other = await startTestServer();
    await other.call('GET', CMS);
    await other.stop();
    expect(answered).toBe(false);
    test.server.thaw();
    expect((await held).code).toBe(201);
    while (last?.object.metadata.name !== 'held') {
      last = await watch.next();
    }
    watch.close();
  });

  it('keeps events back while frozen', async () => {
    const { metadata } = (await test.call('GET', CMS)).body;
    const watch = await test.watch(
      `${CMS}?watch=1&resourceVersion=${metadata.resourceVersion}`,
    );
    const { body } = await test.call('POST', CMS, configMap('silent'));
    expect((await watch.next())?.type).toBe('ADDED');
    test.server.freeze();
    let silent = true;
    const next = watch.next().then(event => {
      silent = false;
      return event;
    });
    // Not through a request, since those hang.
    test.server.store.put('/configmaps', {
      ...body,
      metadata: { ...body.metadata },
    });
    const other = await startTestServer();
    await other.call('GET', CMS);
    await other.stop();
    expect(silent).toBe(true);
    test.server.thaw();
    expect((await next)?.type).toBe('MODIFIED');
    watch.close();
  });

  it('breaks connections and comes back on the same port with its data', async () => {
    await test.call('POST', CMS, configMap('kept'));
    const { port } = test.server;
    const watch = await test.watch(`${CMS}?watch=1`);
    await test.server.kill();
    for (let event = await watch.next(); event; event = await watch.next()) {
      expect(event.type).toBe('ADDED');
    }
    await expect(test.call('GET', CMS)).rejects.toThrow(/ECONN|hang up/);
    await test.server.restart();
    expect(test.server.port).toBe(port);
    expect((await test.call('GET', `${CMS}/kept`)).code).toBe(200);
  });

  it('is late by its latency', async () => {
    test.server.setLatency(60);
    const began = performance.now();
    await test.call('GET', CMS);
    expect(performance.now() - began).toBeGreaterThanOrEqual(58);
  });

  it('ends watches when asked to', async () => {
    const watch = await test.watch(`${CMS}?watch=1&resourceVersion=1`);
    expect(test.server.stats().watches).toBe(1);
    test.server.closeWatches();
    for (let event = await watch.next(); event; event = await watch.next()) {
      expect(event.type).toBe('ADDED');
    }
  });

  it('forgets tokens', async () => {
    test.server.setTokens([]);
    expect((await test.call('GET', CMS)).code).toBe(401);
  });
});
