import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { kube, WatchEvent } from '../../../../packages/kubernetes-clusters/src';
import { createTestClusters } from '../../../../packages/kubernetes-clusters/src/__testUtils__';
import { changed, changes } from './odd';
import { FuzzTarget, given, holdsFor } from './target';

const REFUSALS = [
  'InputError',
  'NotFoundError',
  'NotAllowedError',
  'AuthenticationError',
  'ConflictError',
  'ServiceUnavailableError',
  'NotAnApiServerError',
];
const object = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'a', namespace: 'ns', resourceVersion: '7', uid: 'u' },
  data: { a: 'b' },
};
const list = {
  apiVersion: 'v1',
  kind: 'ConfigMapList',
  metadata: { resourceVersion: '7' },
  items: [object],
};
const endless = { ...list, metadata: { ...list.metadata, continue: 'more' } };
const failure = {
  apiVersion: 'v1',
  kind: 'Status',
  metadata: {},
  status: 'Failure',
  code: 404,
  reason: 'NotFound',
  message: 'not found',
  details: { kind: 'configmaps', name: 'a' },
};
const lines = [
  { type: 'ADDED', object },
  { type: 'MODIFIED', object },
  { type: 'DELETED', object },
  { type: 'BOOKMARK', object: { metadata: { resourceVersion: '8' } } },
  { type: 'ERROR', object: failure },
];
const json = (...values: object[]) =>
  fc
    .tuple(fc.constantFrom(...values), changes(2))
    .map(([value, odd]) => JSON.stringify(changed(value, odd)) ?? '');
const text = fc.oneof(
  { weight: 4, arbitrary: json(object, list, endless, failure) },
  { weight: 1, arbitrary: fc.string() },
  { weight: 1, arbitrary: fc.constant('<html>Sign in</html>') },
);
const answer = fc.record({
  status: fc.constantFrom(
    200,
    200,
    200,
    201,
    301,
    400,
    401,
    403,
    404,
    410,
    500,
  ),
  type: fc.constantFrom('application/json', 'text/html', 'text/plain', ''),
  body: text,
  /** Of a watch: its lines, and where the last one is cut. */
  watched: fc.array(fc.oneof(json(...lines), fc.string()), { maxLength: 5 }),
  cut: fc.nat(60),
  /** Whether the connection breaks at the end. */
  breaks: fc.boolean(),
});
type Sent = typeof answer extends fc.Arbitrary<infer T> ? T : never;

function send(res: ServerResponse, sent: Sent, isWatch: boolean) {
  const { status, type, body, watched, cut, breaks } = sent;
  res.writeHead(status, type ? { 'content-type': type } : {});
  const whole = isWatch ? watched.map(line => `${line}\n`).join('') : body;
  const all = Buffer.from(whole);
  res.write(all.subarray(0, cut));
  if (breaks) res.destroy();
  else res.end(all.subarray(cut));
}

export const clusterAnswers: FuzzTarget = {
  name: "API servers' answers",
  inputs: 500,
  async start() {
    let sent: Sent;
    const server = createServer((req, res) =>
      send(res, sent, req.url!.includes('watch=')),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const property = holdsFor(answer, async next => {
      sent = next;
      const url = `http://127.0.0.1:${port}`;
      const clusters = createTestClusters({ west: url });
      const abort = new AbortController();
      const { signal } = abort;
      try {
        const client = clusters.get('west');
        const options = { signal, timeoutMs: 5_000 };
        const key = { type: kube.configMap, namespace: 'ns', name: 'a' };
        const got = await given(() => client.get(key, options), REFUSALS);
        if ('value' in got && got.value) {
          assert.equal(typeof got.value.metadata, 'object');
        }
        const listed = await given(
          () => client.list(kube.configMap, options),
          REFUSALS,
        );
        if ('value' in listed) assert.ok(Array.isArray(listed.value));
        const events: WatchEvent[] = [];
        await new Promise<void>(resolve => {
          client.watch(kube.configMap, {
            signal,
            onEvent: event => {
              events.push(event);
              if (events.length > 3) resolve();
            },
            onStatus: () => setTimeout(resolve, 10),
          });
        });
        for (const event of events) {
          const seen = event.type === 'sync' ? event.objects : [event.object];
          for (const one of seen)
            assert.ok(Object(one.metadata) === one.metadata);
        }
        for (const { state, reason } of clusters.list()) {
          assert.ok(state === 'connected' || state === 'connecting' || reason);
        }
      } finally {
        abort.abort();
        await clusters.close();
      }
    });
    const stop = async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    };
    return { property, stop };
  },
};
