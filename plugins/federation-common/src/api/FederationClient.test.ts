import { ResponseError } from '@backstage/errors';
import { FederationClient } from './FederationClient';
import { backoff, pause } from './backoff';
import { WatchStatus } from './types';

const encoder = new TextEncoder();

function setup(answers: ((request: Request) => Response)[]) {
  const requests: { url: string; headers: Headers }[] = [];
  const client = new FederationClient({
    discoveryApi: { getBaseUrl: async id => `http://backend/api/${id}` },
    fetchApi: {
      fetch: async (input, init) => {
        const request = new Request(input as string, init);
        requests.push({ url: request.url, headers: request.headers });
        const answer = answers.shift();
        if (!answer) {
          throw new TypeError('connection refused');
        }
        return answer(request);
      },
    },
  });
  return { client, requests };
}

const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json' },
  });

/** A stream that stays open after its chunks unless told to end. */
const events = (chunks: string[], end = false) =>
  new Response(
    new ReadableStream({
      start(controller) {
        chunks.forEach(chunk => controller.enqueue(encoder.encode(chunk)));
        if (end) {
          controller.close();
        }
      },
    }),
    { headers: { 'content-type': 'text/event-stream' } },
  );

const view = (revision: string) =>
  `id: ${revision}\nevent: view\ndata: ${JSON.stringify({
    revision,
    view: { name: 'retail' },
  })}\n\n`;

describe('FederationClient', () => {
  it('asks for each resource at its path', async () => {
    const { client, requests } = setup([
      () => json({ items: [], clusters: [] }),
      () => json({ revision: '1', view: {} }),
      () => json({ items: [] }),
      () => json({ items: [] }),
    ]);
    await client.listFederations({ cursor: 'a b', limit: 5 });
    await client.getFederation('retail');
    await client.listClusters();
    await client.listNamespaces('arn:aws:eks/x');
    expect(requests.map(({ url }) => url)).toEqual([
      'http://backend/api/federation/v1/federations?cursor=a+b&limit=5',
      'http://backend/api/federation/v1/federations/retail',
      'http://backend/api/federation/v1/clusters',
      'http://backend/api/federation/v1/clusters/arn%3Aaws%3Aeks%2Fx/namespaces',
    ]);
  });

  it('throws what the backend answered', async () => {
    const { client } = setup([
      () => json({ error: { name: 'NotFoundError', message: 'none' } }, 404),
    ]);
    const failure = await client.getFederation('x').catch(error => error);
    expect(failure).toBeInstanceOf(ResponseError);
    expect(failure.statusCode).toBe(404);
  });

  it('gives views as they come, also when they are cut in the middle', async () => {
    const text = view('r1') + view('r2');
    const { client } = setup([
      () => events(['retry: 1000\n\n', text.slice(0, 20), text.slice(20)]),
    ]);
    const stop = new AbortController();
    const seen: string[] = [];
    await client.watchFederation('retail', {
      signal: stop.signal,
      onView: next => {
        seen.push(next.revision);
        if (seen.length === 2) {
          stop.abort();
        }
      },
    });
    expect(seen).toEqual(['r1', 'r2']);
  });

  it('comes back after a loss and says what it has already', async () => {
    jest.useFakeTimers();
    try {
      const { client, requests } = setup([
        () => events([view('r1')], true),
        () => json({ error: { name: 'X', message: 'down' } }, 503),
        () => events([view('r2')]),
      ]);
      const stop = new AbortController();
      const statuses: WatchStatus[] = [];
      const seen: string[] = [];
      const watching = client.watchFederation('retail', {
        signal: stop.signal,
        random: () => 1,
        onStatus: status => statuses.push(status),
        onView: next => {
          seen.push(next.revision);
          if (next.revision === 'r2') {
            stop.abort();
          }
        },
      });
      await jest.advanceTimersByTimeAsync(1_000);
      await jest.advanceTimersByTimeAsync(2_000);
      await watching;
      expect(seen).toEqual(['r1', 'r2']);
      expect(statuses.map(({ state }) => state)).toEqual([
        'connected',
        'retrying',
        'connected',
      ]);
      expect(statuses[1]).toMatchObject({ retryInMs: 2_000 });
      expect(
        requests.map(({ headers }) => headers.get('last-event-id')),
      ).toEqual([null, 'r1', 'r1']);
    } finally {
      jest.useRealTimers();
    }
  });

  it('treats silence as a loss', async () => {
    const { client } = setup([() => events([': heartbeat\n\n'])]);
    const stop = new AbortController();
    const statuses: WatchStatus[] = [];
    await client.watchFederation('retail', {
      signal: stop.signal,
      silenceMs: 20,
      onView: () => {},
      onStatus: status => {
        statuses.push(status);
        if (status.state === 'retrying') {
          stop.abort();
        }
      },
    });
    expect(statuses[1]).toMatchObject({
      state: 'retrying',
      error: expect.objectContaining({
        message: expect.stringContaining('Nothing was heard'),
      }),
    });
  });

  it('retries slowly what a retry alone cannot mend', async () => {
    const { client } = setup([
      () => json({ error: { name: 'NotAllowedError', message: 'no' } }, 403),
    ]);
    const stop = new AbortController();
    const statuses: WatchStatus[] = [];
    await client.watchFederation('retail', {
      signal: stop.signal,
      random: () => 1,
      onView: () => {},
      onStatus: status => {
        statuses.push(status);
        stop.abort();
      },
    });
    expect(statuses).toEqual([
      expect.objectContaining({ state: 'retrying', retryInMs: 4_000 }),
    ]);
  });
});

describe('backoff', () => {
  it('doubles up to the bound and is spread over its upper half', () => {
    const at = (attempt: number, random: number) =>
      backoff(attempt, { base: 1_000, max: 5_000, random: () => random });
    expect([at(0, 1), at(1, 1), at(2, 1), at(3, 1)]).toEqual([
      1_000, 2_000, 4_000, 5_000,
    ]);
    expect(at(3, 0)).toBe(2_500);
  });

  it('ends a pause when aborted', async () => {
    const stop = new AbortController();
    const paused = pause(60_000, stop.signal);
    stop.abort();
    await expect(paused).resolves.toBeUndefined();
  });
});
