import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FederationClient } from '../../../../plugins/federation-common/src';
import { page } from '../../../../plugins/federation-backend/src/routes/page';
import { FuzzTarget, given, holdsFor } from './target';

const line = fc.oneof(
  fc.constantFrom(': heartbeat', 'retry: 1000', 'retry: x', 'event: view', ''),
  fc.constantFrom('event: gone', 'data: {}', 'id', 'id: \u0000', ':'),
  fc
    .record({ revision: fc.string(), view: fc.jsonValue() })
    .map(view => `id: 1\nevent: view\ndata: ${JSON.stringify(view)}\n`),
  fc.jsonValue().map(value => `event: view\ndata: ${JSON.stringify(value)}\n`),
  fc.string().map(text => `data: ${text}`),
  fc.string({ unit: 'binary' }),
);
const stream = fc.record({
  lines: fc.array(line, { maxLength: 12 }),
  cut: fc.nat(40),
  status: fc.constantFrom(200, 200, 200, 204, 401, 404, 429, 503),
});
/** What a query can hold. */
const queried = fc.oneof(
  fc.string(),
  fc.array(fc.string()),
  fc.record({ a: fc.string() }, { noNullPrototype: true }),
);
const names = fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 12 });

async function judgeStream({ lines, cut, status }: any) {
  const bytes = new TextEncoder().encode(lines.join('\n'));
  const abort = new AbortController();
  const body = () =>
    new ReadableStream({
      start(controller) {
        controller.enqueue(bytes.subarray(0, cut));
        controller.enqueue(bytes.subarray(cut));
        controller.close();
      },
    });
  let asked = 0;
  const client = new FederationClient({
    discoveryApi: { getBaseUrl: async () => 'http://localhost/api/federation' },
    fetchApi: {
      fetch: async () => {
        asked++;
        if (asked > 1) abort.abort();
        return new Response(status === 204 ? null : body(), { status });
      },
    },
  });
  await client.watchFederation('fed', {
    signal: abort.signal,
    random: () => 0,
    onView: view => assert.notEqual(view, undefined),
    // What is there is read by then; another try would be the same.
    onStatus: ({ state }) =>
      setTimeout(() => abort.abort(), state === 'retrying' ? 0 : 5),
  });
}

async function judgePages(all: string[], limit: number, odd: unknown) {
  const sorted = [...all].sort();
  const key = (text: string) => text;
  await given(() => page(sorted, key, { limit: odd }), ['InputError']);
  await given(() => page(sorted, key, { cursor: odd }), ['InputError']);
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const { items, nextCursor } = page(sorted, key, { limit, cursor });
    assert.ok(items.length <= limit);
    seen.push(...items);
    cursor = nextCursor;
  } while (cursor !== undefined);
  assert.deepEqual(seen, sorted);
}

export const eventStreams: FuzzTarget = {
  name: 'event streams and pages, as a client reads them',
  inputs: 2_500,
  async start() {
    const inputs = fc.tuple(
      stream,
      names,
      fc.integer({ min: 1, max: 5 }),
      queried,
    );
    const property = holdsFor(inputs, async ([sent, all, limit, odd]) => {
      await judgeStream(sent);
      await judgePages(all, limit, odd);
    });
    return { property };
  },
};
