import { once } from 'node:events';
import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { createTestClusters, waiter } from '../__testUtils__';
import {
  answer,
  startTestServer,
  TestApiServer,
  status,
  widget,
  widgetObject,
} from '../__testUtils__';
import { ManagedKubernetesClusters } from '../connectClusters';
import { kube } from '../resources';

const key = (name: string) => ({ type: widget, namespace: 'ns', name });

describe('KubeClusterClient', () => {
  let server: TestApiServer;
  let clusters: ManagedKubernetesClusters;
  const client = () => clusters.get('west');
  const last = () => server.requests[server.requests.length - 1];

  beforeEach(async () => {
    server = await startTestServer();
    clusters = createTestClusters({ west: server.url });
  });
  afterEach(async () => {
    await clusters.close();
    await server.stop();
  });

  it('gets an object without managedFields, with the token', async () => {
    server.put(widgetObject('a', { size: 1 }));
    const found = await client().get(key('a'));
    expect(found?.spec).toEqual({ size: 1 });
    expect(found?.metadata).not.toHaveProperty('managedFields');
    expect(last().headers.authorization).toBe('Bearer cluster-token');
  });

  it('tells a missing object from a resource type that is not served', async () => {
    await expect(client().get(key('a'))).resolves.toBeUndefined();
    await expect(
      client().get({ ...key('a'), type: { ...widget, plural: 'gears' } }),
    ).rejects.toMatchObject({
      name: 'NotFoundError',
      message: expect.stringContaining('cluster west: get Widget ns/a'),
    });
  });

  it('lists every page, and gives items their kind', async () => {
    // An API server leaves the kind out of the items of built-in types.
    const type = { apiVersion: 'v1', kind: 'Secret' };
    for (let i = 0; i < 501; i++) {
      server.put({ ...widgetObject(`w${i}`), ...type });
    }
    const found = await client().list(kube.secret, { namespace: 'ns' });
    expect(found).toHaveLength(501);
    expect(found[500]).toMatchObject(type);
    expect(
      server.requests.map(({ url }) => url.searchParams.get('continue')),
    ).toEqual([null, expect.stringMatching(/./)]);
  });

  it('begins a list anew when its continue token has expired', async () => {
    for (let i = 0; i < 501; i++) {
      server.put(widgetObject(`w${i}`));
    }
    let expired = false;
    server.intercept = ({ url }, res) => {
      if (url.searchParams.get('continue') && !expired) {
        expired = true;
        answer(res, 410, status(410, 'continue token expired'));
        return true;
      }
      return false;
    };
    await expect(client().list(widget)).resolves.toHaveLength(501);
  });

  it('ends a list that gives the same page for ever', async () => {
    server.intercept = (_, res) => {
      const metadata = { resourceVersion: '1', continue: 'more' };
      answer(res, 200, { kind: 'WidgetList', metadata, items: [] });
      return true;
    };
    await expect(client().list(widget)).rejects.toThrow('a list that has no');
  });

  it('applies: created, unchanged, changed', async () => {
    const apply = (size: number, dryRun = false) =>
      client().apply(widgetObject('a', { size }), { dryRun });
    await expect(apply(1, true)).resolves.toMatchObject({ outcome: 'created' });
    await expect(client().get(key('a'))).resolves.toBeUndefined();
    await expect(apply(1)).resolves.toMatchObject({ outcome: 'created' });
    await expect(apply(1)).resolves.toMatchObject({ outcome: 'unchanged' });
    await expect(apply(1, true)).resolves.toMatchObject({
      outcome: 'unchanged',
    });
    await expect(apply(2, true)).resolves.toMatchObject({
      outcome: 'changed',
      before: { spec: { size: 1 } },
    });
    await expect(apply(2)).resolves.toMatchObject({ outcome: 'changed' });
    expect(last().headers['content-type']).toBe('application/apply-patch+yaml');
    expect(last().url.searchParams.get('fieldManager')).toBe(
      'backstage-federation',
    );
  });

  it('does not take a status written in between for a change', async () => {
    server.put(widgetObject('a', { size: 1 }));
    server.intercept = ({ method }) => {
      if (method === 'PATCH') {
        server.put({ ...widgetObject('a', { size: 1 }), status: { n: 1 } });
      }
      return false;
    };
    await expect(
      client().apply(widgetObject('a', { size: 1 })),
    ).resolves.toMatchObject({ outcome: 'unchanged' });
  });

  it('names the other manager and its fields in a conflict', async () => {
    server.intercept = ({ method }, res) => {
      if (method !== 'PATCH') {
        return false;
      }
      answer(
        res,
        409,
        status(409, 'Apply failed with 1 conflict', {
          causes: [
            {
              reason: 'FieldManagerConflict',
              message: 'conflict with "kubectl" using example.com/v1',
              field: '.spec.size',
            },
          ],
        }),
      );
      return true;
    };
    await expect(client().apply(widgetObject('a'))).rejects.toMatchObject({
      name: 'ConflictError',
      message:
        'cluster west: apply Widget ns/a: other field managers hold other values: .spec.size owned by "kubectl"',
    });
  });

  it('does not repeat values of a Secret that the API server quotes', async () => {
    server.intercept = ({ method, body }, res) => {
      if (method !== 'PATCH') {
        return false;
      }
      const value = body.data.password;
      answer(
        res,
        422,
        status(422, `Invalid value: "${value}" (hunter2-plain)`),
      );
      return true;
    };
    const data = { password: Buffer.from('hunter2-plain').toString('base64') };
    await expect(
      client().apply({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 's', namespace: 'ns' },
        data,
      }),
    ).rejects.toMatchObject({
      name: 'InputError',
      message: 'cluster west: apply Secret ns/s: Invalid value: "***" (***)',
    });
  });

  it.each([
    [401, 'NotAllowedError'],
    [403, 'NotAllowedError'],
    [400, 'InputError'],
    [422, 'InputError'],
    [409, 'ConflictError'],
    [500, 'ServiceUnavailableError'],
    [503, 'ServiceUnavailableError'],
  ])('maps HTTP %i to %s and passes the message on', async (code, name) => {
    server.intercept = (_request, res) => {
      answer(res, code, status(code, 'because of that'));
      return true;
    };
    await expect(client().list(widget)).rejects.toMatchObject({
      name,
      message: expect.stringContaining(
        code === 401 ? 'refused the credentials' : 'because of that',
      ),
    });
  });

  it('calls what server-side apply can not merge an error of the input, though the API server calls it its own', async () => {
    const message =
      'failed to create typed patch object (ns/a; x/v1, Kind=Widget): .spec.nonsense: field not declared in schema';
    server.intercept = (_request, res) => {
      answer(res, 500, status(500, message));
      return true;
    };
    await expect(client().list(widget)).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringContaining('.spec.nonsense'),
    });
  });

  it('tries again when the API server is busy', async () => {
    let asked = 0;
    server.intercept = (_request, res) => {
      asked += 1;
      if (asked === 1) {
        answer(res, 429, status(429, 'busy'), { 'retry-after': '0.001' });
        return true;
      }
      return false;
    };
    await expect(client().list(widget)).resolves.toEqual([]);
  });

  it('ends by time-out and by signal', async () => {
    const { changed, until } = waiter();
    let asked = 0;
    server.intercept = () => {
      asked += 1;
      changed();
      return true;
    };
    await expect(
      client().list(widget, { timeoutMs: 20 }),
    ).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message:
        'cluster west: no answer within 0.02 s (list widgets.example.com)',
    });
    const controller = new AbortController();
    const listing = client().list(widget, { signal: controller.signal });
    const ended = listing.catch(error => error.name);
    await until(() => asked === 2);
    controller.abort();
    await expect(ended).resolves.toBe('AbortError');
  });

  it('patches, and deletes the object that was meant', async () => {
    server.put(widgetObject('a', { size: 1 }));
    const patched = await client().mergePatch(key('a'), { spec: { size: 2 } });
    expect(patched.spec).toEqual({ size: 2 });
    await expect(
      client().delete(key('a'), { uid: 'other' }),
    ).rejects.toMatchObject({ name: 'ConflictError' });
    await expect(client().delete(key('a'), { dryRun: true })).resolves.toBe(
      true,
    );
    await expect(client().delete(key('a'))).resolves.toBe(true);
    await expect(client().delete(key('a'))).resolves.toBe(false);
  });

  it('says what is served and what is not permitted', async () => {
    await expect(client().serves(widget)).resolves.toBe(true);
    await expect(
      client().serves({ ...widget, apiVersion: 'none.io/v1' }),
    ).resolves.toBe(false);
    server.intercept = ({ body }, res) => {
      const { verb } = body.spec.resourceAttributes;
      answer(res, 201, { status: { allowed: verb === 'get' } });
      return true;
    };
    await expect(
      client().missingPermissions([
        { type: widget, namespace: 'ns', verbs: ['get', 'create'] },
        { type: kube.namespace, verbs: ['patch'] },
      ]),
    ).resolves.toEqual([
      'create widgets.example.com in namespace ns',
      'patch namespaces',
    ]);
  });

  it('reads logs', async () => {
    server.intercept = ({ url }, res) => {
      res.end(`${url.pathname}${url.search}`);
      return true;
    };
    await expect(
      client().logs({
        namespace: 'ns',
        pod: 'p1',
        container: 'c',
        tailLines: 5,
      }),
    ).resolves.toBe(
      '/api/v1/namespaces/ns/pods/p1/log?container=c&tailLines=5&limitBytes=1048576',
    );
  });

  describe('port-forward', () => {
    const target = { namespace: 'ns', pod: 'p1', port: 9093 };
    // What it does to its frames is up to the test: an API server would not send them so.
    const raw = createServer();
    let onPortForward: (socket: WebSocket, port: number) => void;

    beforeAll(async () => {
      const sockets = new WebSocketServer({ noServer: true });
      raw.on('upgrade', (request, socket, head) => {
        const { searchParams } = new URL(request.url!, 'http://localhost');
        sockets.handleUpgrade(request, socket, head, webSocket =>
          onPortForward(webSocket, Number(searchParams.get('ports'))),
        );
      });
      raw.listen(0, '127.0.0.1');
      await once(raw, 'listening');
    });
    beforeEach(async () => {
      await clusters.close();
      const { port } = raw.address() as AddressInfo;
      clusters = createTestClusters({
        west: `http://127.0.0.1:${port}`,
        east: server.url,
      });
    });
    afterAll(() => raw.close());

    it('carries bytes both ways, also large ones', async () => {
      onPortForward = (socket, port) => {
        const bytes = Buffer.from([port & 255, port >> 8]);
        // The port may come together with the first data.
        socket.send(
          Buffer.concat([Buffer.from([0]), bytes, Buffer.from('hi')]),
        );
        socket.send(Buffer.concat([Buffer.from([1]), bytes]));
        socket.on('message', data => socket.send(data));
      };
      const stream = await client().portForward(target);
      const [first] = await once(stream, 'data');
      expect(first.toString()).toBe('hi');
      const sent = Buffer.alloc(3_000_000, 'x');
      stream.write(sent);
      let received = 0;
      for await (const chunk of stream) {
        received += chunk.length;
        if (received === sent.length) {
          break;
        }
      }
      expect(received).toBe(sent.length);
      expect(stream.destroyed).toBe(true);
    });

    it('ends with the text of the error channel', async () => {
      onPortForward = socket => {
        socket.send(Buffer.from([0, 1, 2]));
        socket.send(Buffer.from([1, 1, 2]));
        socket.send(Buffer.from('\x01connection refused in pod'));
      };
      const stream = await client().portForward(target);
      const [error] = await once(stream, 'error');
      expect(error).toMatchObject({
        name: 'ServiceUnavailableError',
        message:
          'cluster west: port-forward to ns/p1:9093: connection refused in pod',
      });
    });

    it('ends when the other side or the signal does, and says when there is no pod', async () => {
      onPortForward = socket => socket.close();
      const closed = await client().portForward(target);
      closed.resume();
      await once(closed, 'end');

      onPortForward = () => {};
      const controller = new AbortController();
      const stream = await client().portForward({
        ...target,
        signal: controller.signal,
      });
      const failed = once(stream, 'error');
      controller.abort();
      await failed;

      await expect(
        clusters.get('east').portForward({ ...target, pod: 'gone' }),
      ).rejects.toMatchObject({
        name: 'NotFoundError',
        message:
          'cluster east: port-forward to ns/gone:9093: pods "gone" not found',
      });
    });
  });
});
