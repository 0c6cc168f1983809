import assert from 'node:assert/strict';
import { request } from 'node:http';
import { createServiceFactory } from '@backstage/backend-plugin-api';
import { startTestBackend } from '@backstage/backend-test-utils';
import fc from 'fast-check';
import federationBackend from '../../../../plugins/federation-backend/src';
import flower from '../../../../plugins/federation-flower/src';
import { federationClustersServiceRef } from '../../../../plugins/federation-node/src';
import skupper from '../../../../plugins/federation-skupper/src';
import {
  createFixture,
  retail,
} from '../../../../plugins/scaffolder-backend-module-federation/src/__testUtils__/createFixture';
import { FuzzTarget, holdsFor } from './target';

const FEDERATION = 'fuzzed';
const TEXTS = fc.oneof(
  fc.constantFrom(FEDERATION, 'east', 'federations', '..', '.', '%', '%ff'),
  fc.constantFrom('%00', '%2f', '%2e%2e', '__proto__', 'x'.repeat(3_000)),
  fc.string().map(encodeURIComponent),
  fc.stringMatching(/^[-a-z0-9.]{1,20}$/),
);
const PATHS = fc.oneof(
  fc.constantFrom(
    '/v1/federations',
    `/v1/federations/${FEDERATION}`,
    `/v1/federations/${FEDERATION}/events`,
    '/v1/clusters',
    '/v1/clusters/east/namespaces',
  ),
  TEXTS.map(text => `/v1/federations/${text}`),
  TEXTS.map(text => `/v1/federations/${text}/events`),
  TEXTS.map(text => `/v1/clusters/${text}/namespaces`),
  fc.array(TEXTS, { maxLength: 4 }).map(parts => `/${parts.join('/')}`),
);
const QUERY = fc.oneof(
  fc.constant(''),
  fc
    .array(
      fc.tuple(
        fc.constantFrom('limit', 'cursor', 'limit[]', 'cursor[a][b]', 'x', ''),
        fc.oneof(TEXTS, fc.integer().map(String)),
      ),
      { maxLength: 4 },
    )
    .map(pairs => `?${pairs.map(pair => pair.join('=')).join('&')}`),
);
/** Any that HTTP can carry. */
const HEADER = fc
  .array(fc.integer({ min: 0x20, max: 0xff }), { maxLength: 40 })
  .map(codes => String.fromCharCode(...codes.filter(code => code !== 0x7f)));
const REQUEST = fc.record({
  method: fc.constantFrom('GET', 'GET', 'GET', 'POST', 'PUT', 'DELETE', 'HEAD'),
  path: PATHS,
  query: QUERY,
  headers: fc.record(
    {
      'last-event-id': HEADER,
      accept: HEADER,
      cookie: HEADER,
      'accept-encoding': fc.constantFrom('gzip', 'br', 'identity', '*;q=0'),
      'content-type': fc.oneof(fc.constant('application/json'), HEADER),
      authorization: fc.oneof(HEADER, fc.constant('Bearer x.y.z')),
    },
    { requiredKeys: [] },
  ),
  body: fc.oneof(fc.constant(''), fc.json(), fc.string()),
});

interface Answer {
  status: number;
  type: string;
  /** Of an event stream: its beginning. */
  body: string;
}

function ask(port: number, input: any): Promise<Answer> {
  const { method, path, query, headers, body } = input;
  return new Promise((resolve, reject) => {
    const sent = method === 'GET' || method === 'HEAD' ? '' : body;
    const length = { 'content-length': Buffer.byteLength(sent) };
    const call = request(
      {
        port,
        method,
        path: `/api/federation${path}${query}`,
        headers: { ...headers, ...(sent && length) },
        agent: false,
      },
      answer => {
        let text = '';
        const type = String(answer.headers['content-type'] ?? '');
        const done = () => {
          resolve({ status: answer.statusCode!, type, body: text });
          call.destroy();
        };
        answer.setEncoding('utf8').on('data', part => {
          text += part;
          // This one has no end.
          if (type.startsWith('text/event-stream')) done();
        });
        answer.on('end', done);
        answer.on('error', reject);
      },
    );
    call.on('error', reject);
    call.end(sent);
  });
}

function judge({ method }: { method: string }, answer: Answer) {
  const { status, type, body } = answer;
  const shown = `${status} ${type} ${body.slice(0, 300)}`;
  assert.ok(status >= 200 && status < 500, shown);
  if (method === 'HEAD' || !/^(application\/json|$)/.test(type)) return;
  const parsed = JSON.parse(body || 'null');
  // What is nobody's path is answered by Backstage, with nothing.
  if (status < 400 || (status === 404 && !body)) return;
  assert.equal(typeof parsed?.error?.name, 'string', shown);
  assert.equal(typeof parsed.error.message, 'string', shown);
  assert.equal(parsed.response?.statusCode, status, shown);
  assert.ok(!('stack' in parsed.error), shown);
}

export const routes: FuzzTarget = {
  name: 'requests to the backend',
  inputs: 600,
  async start() {
    const fixture = createFixture();
    fixture.store(retail({ name: FEDERATION }));
    const backend = await startTestBackend({
      features: [
        federationBackend,
        skupper,
        flower,
        createServiceFactory({
          service: federationClustersServiceRef,
          deps: {},
          factory: () => fixture.clusters,
        }),
      ],
    });
    const port = Number(backend.server.port());
    const property = holdsFor(REQUEST, async input =>
      judge(input, await ask(port, input)),
    );
    const stop = async () => {
      await backend.stop();
      await fixture.clusters.close();
    };
    return { property, stop };
  },
};
