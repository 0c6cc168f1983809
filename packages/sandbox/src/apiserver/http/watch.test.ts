import {
  TestServer,
  MERGE,
  configMap,
  startTestServer,
} from '../__testUtils__/testServer';

const CMS = '/api/v1/namespaces/default/configmaps';

describe('list and watch', () => {
  let test: TestServer;

  beforeEach(async () => {
    test = await startTestServer({ bookmarkIntervalMs: 20, historyLimit: 40 });
  });
  afterEach(() => test.stop());

  const make = (name: string, labels = {}) =>
    test.call('POST', CMS, configMap(name, { metadata: { labels } }));
  const version = async () =>
    (await test.call('GET', `${CMS}?limit=1`)).body.metadata.resourceVersion;

  it('pages at one revision', async () => {
    for (const name of ['p1', 'p2', 'p3', 'p4', 'p5']) {
      await make(name, { page: 'yes' });
    }
    const url = `${CMS}?labelSelector=page&limit=2`;
    const first = (await test.call('GET', url)).body;
    await test.call('DELETE', `${CMS}/p3`);
    await make('p0', { page: 'yes' });
    await make('p9', { page: 'yes' });
    const names = first.items.map((i: any) => i.metadata.name);
    let next = first.metadata.continue;
    while (next) {
      const page = (await test.call('GET', `${url}&continue=${next}`)).body;
      expect(page.metadata.resourceVersion).toBe(
        first.metadata.resourceVersion,
      );
      names.push(...page.items.map((i: any) => i.metadata.name));
      next = page.metadata.continue;
    }
    expect(names).toEqual(['p1', 'p2', 'p3', 'p4', 'p5']);
  });

  it('refuses to continue what is forgotten', async () => {
    await make('p1');
    await make('p2');
    const { metadata } = (await test.call('GET', `${CMS}?limit=1`)).body;
    await make('p3');
    test.server.compact();
    const { code, body } = await test.call(
      'GET',
      `${CMS}?limit=1&continue=${metadata.continue}`,
    );
    expect(code).toBe(410);
    expect(body.reason).toBe('Expired');
  });

  it('resumes from a resourceVersion', async () => {
    const from = await version();
    await make('w1');
    await test.call('PATCH', `${CMS}/w1`, { data: { key: 'new' } }, MERGE);
    await test.call('DELETE', `${CMS}/w1`);
    const watch = await test.watch(`${CMS}?watch=1&resourceVersion=${from}`);
    const seen = [await watch.next(), await watch.next(), await watch.next()];
    expect(seen.map(e => e!.type)).toEqual(['ADDED', 'MODIFIED', 'DELETED']);
    const versions = seen.map(e => Number(e!.object.metadata.resourceVersion));
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
    expect(new Set(versions).size).toBe(3);
    watch.close();
  });

  it('says in the stream that a resourceVersion is too old', async () => {
    const from = await version();
    await make('old');
    test.server.compact();
    const watch = await test.watch(`${CMS}?watch=1&resourceVersion=${from}`);
    expect(await watch.next()).toMatchObject({
      type: 'ERROR',
      object: { kind: 'Status', code: 410, reason: 'Expired' },
    });
    expect(await watch.next()).toBeUndefined();
  });

  it('forgets by itself when there was much to remember', async () => {
    await make('busy');
    const from = await version();
    for (let i = 0; i < 60; i++) {
      await test.call('PATCH', `${CMS}/busy`, { data: { key: `${i}` } }, MERGE);
    }
    const watch = await test.watch(`${CMS}?watch=1&resourceVersion=${from}`);
    expect((await watch.next())?.object.code).toBe(410);
  });

  it('reports what leaves and enters a selection', async () => {
    await make('chosen', { a: 'b' });
    const watch = await test.watch(
      `${CMS}?watch=1&labelSelector=a%3Db&resourceVersion=0`,
    );
    expect((await watch.next())?.type).toBe('ADDED');
    const relabel = (a: string) =>
      test.call(
        'PATCH',
        `${CMS}/chosen`,
        { metadata: { labels: { a } } },
        MERGE,
      );
    const { body } = await relabel('c');
    const left = await watch.next();
    expect(left?.type).toBe('DELETED');
    expect(left?.object.metadata).toMatchObject({
      labels: { a: 'b' },
      resourceVersion: body.metadata.resourceVersion,
    });
    await relabel('b');
    expect((await watch.next())?.type).toBe('ADDED');
    watch.close();
  });

  it('sends bookmarks and ends when its time is over', async () => {
    const from = await version();
    const watch = await test.watch(
      `${CMS}?watch=1&allowWatchBookmarks=true&timeoutSeconds=1&resourceVersion=${from}`,
    );
    const bookmark = await watch.next();
    expect(bookmark).toMatchObject({
      type: 'BOOKMARK',
      object: { kind: 'ConfigMap', apiVersion: 'v1' },
    });
    for (let event = bookmark; event; event = await watch.next()) {
      expect(event.type).toBe('BOOKMARK');
    }
  });

  it('sends the initial list as events when asked to', async () => {
    await make('i1');
    const watch = await test.watch(
      `${CMS}?watch=1&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan&fieldSelector=metadata.name%3Di1`,
    );
    expect((await watch.next())?.type).toBe('ADDED');
    expect((await watch.next())?.object.metadata.annotations).toEqual({
      'k8s.io/initial-events-end': 'true',
    });
    watch.close();
  });

  it('refuses a resourceVersion from the future', async () => {
    const { code, body } = await test.call(
      'GET',
      `${CMS}?resourceVersion=999999`,
    );
    expect(code).toBe(504);
    expect(body.details.causes[0].reason).toBe('ResourceVersionTooLarge');
  });

  it('shows tables', async () => {
    await make('row');
    const Accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';
    const { body } = await test.call(
      'GET',
      `${CMS}?fieldSelector=metadata.name%3Drow`,
      undefined,
      { Accept },
    );
    expect(body.kind).toBe('Table');
    expect(body.columnDefinitions.map((c: any) => c.name)).toEqual([
      'Name',
      'Data',
      'Age',
    ]);
    expect(body.rows[0].cells.slice(0, 2)).toEqual(['row', 1]);
    expect(body.rows[0].object.kind).toBe('PartialObjectMetadata');
    const watch = await test.watch(`${CMS}?watch=1`, { Accept });
    expect((await watch.next())?.object.columnDefinitions).toHaveLength(3);
    await make('row2');
    const later = [];
    while (later[later.length - 1] !== 'row2') {
      const event = await watch.next();
      expect(event?.object.columnDefinitions).toBeNull();
      later.push(event?.object.rows[0].cells[0]);
    }
    watch.close();
  });

  it('refuses field selectors that it does not know', async () => {
    const { code, body } = await test.call(
      'GET',
      `${CMS}?fieldSelector=data.key%3Dx`,
    );
    expect(code).toBe(400);
    expect(body.message).toContain('"data.key" is not a known field selector');
  });
});
