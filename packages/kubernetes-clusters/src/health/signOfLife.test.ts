import { ServerResponse } from 'node:http';
import {
  answer,
  createTestClusters,
  FAST,
  startTestServer,
  status,
  TestApiServer,
  waiter,
  widget,
} from '../__testUtils__';
import { ManagedKubernetesClusters } from '../connectClusters';

const html = (res: ServerResponse, code = 200) =>
  res
    .writeHead(code, { 'content-type': 'text/html; charset=utf-8' })
    .end('<html>Sign in</html>');

describe('a cluster counts as connected when it answers as an API server', () => {
  let server: TestApiServer;
  let clusters: ManagedKubernetesClusters;
  let controller: AbortController;
  const { until, changed } = waiter();
  const state = () => clusters.list()[0].state;

  beforeEach(async () => {
    controller = new AbortController();
    server = await startTestServer();
    clusters = createTestClusters({ west: server.url }, { timing: FAST });
    clusters.onStatus(changed);
  });
  afterEach(async () => {
    controller.abort();
    await clusters.close();
    await server.stop();
  });

  it.each<[string, (res: ServerResponse) => void, string]>([
    ['a login page', res => html(res), 'text/html'],
    ['a login page of 403', res => html(res, 403), 'text/html'],
    [
      'a redirect to one',
      res => res.writeHead(302, { location: '/login' }).end(),
      'redirects, HTTP 302',
    ],
    [
      'other JSON',
      res => answer(res, 200, { hello: 1 }),
      'JSON of another kind',
    ],
    ['a list', res => answer(res, 200, []), 'JSON of another kind'],
    ['nothing', res => res.writeHead(200).end(), 'not JSON'],
  ])('not when it gives %s', async (_, give, gave) => {
    let foreign = true;
    server.intercept = (_request, res) => {
      if (foreign) give(res);
      return foreign;
    };
    await expect(clusters.get('west').list(widget)).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: `cluster west answers, but not as a Kubernetes API server (${gave}): list widgets.example.com`,
    });
    expect(state()).toBe('unreachable');
    clusters
      .get('west')
      .watch(widget, { signal: controller.signal, onEvent: changed });
    foreign = false;
    await until(() => state() === 'connected');
    // And when it becomes something else.
    foreign = true;
    await until(() => state() === 'unreachable');
    expect(clusters.list()[0].reason).toContain(
      `answers, but not as a Kubernetes API server (${gave})`,
    );
  });

  it('also when its version is hidden', async () => {
    let asked = false;
    server.intercept = ({ url }, res) => {
      if (url.pathname === '/version') {
        answer(res, 403, status(403, 'forbidden'));
        return true;
      }
      if (url.pathname === '/api') asked = true;
      return false;
    };
    clusters
      .get('west')
      .watch(widget, { signal: controller.signal, onEvent: changed });
    await until(() => state() === 'connected');
    for (let n = 0; !asked && n < 100; n++) {
      await clusters.get('west').list(widget);
    }
    expect(asked).toBe(true);
    expect(state()).toBe('connected');
  });
});
