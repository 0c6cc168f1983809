import assert from 'node:assert/strict';
import { duplexPair } from 'node:stream';
import fc from 'fast-check';
import {
  readNodes,
  ControlApi,
} from '../../../../plugins/federation-flower/src/control';
import { decodeRuns } from '../../../../plugins/federation-flower/src/control/runMessages';
import { decodeNodes } from '../../../../plugins/federation-flower/src/control/messages';
import { FuzzTarget, given, holdsFor } from './target';

const bytes = fc.uint8Array({ maxLength: 400 });
/** Protobuf that is mostly well formed: tags of a few fields before what they hold. */
const message = fc
  .array(
    fc.tuple(fc.integer({ min: 1, max: 13 }), fc.uint8Array({ maxLength: 60 })),
    { maxLength: 6 },
  )
  .map(fields =>
    Uint8Array.from(
      fields.flatMap(([field, held]) => [field * 8 + 2, held.length, ...held]),
    ),
  );
const nested = message.map(inner =>
  Uint8Array.from([10, inner.length % 128, ...inner]),
);
const body = fc.oneof(bytes, message, nested);
const head = fc.constantFrom(
  'HTTP/1.1 200 OK\r\ncontent-type: application/protobuf\r\n',
  'HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\n',
  'HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n',
  'HTTP/1.1 302 Found\r\nlocation: http://elsewhere\r\n',
  'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n',
  'PRI * HTTP/2.0\r\n',
  'HTTP/9.9 abc\r\n',
  '',
);
const answer = fc.oneof(
  fc
    .tuple(head, body)
    .map(([start, held]) =>
      Buffer.concat([
        Buffer.from(start && `${start}content-length: ${held.length}\r\n\r\n`),
        held,
      ]),
    ),
  bytes.map(held => Buffer.from(held)),
);

/** What a SuperLink says over a port-forward, in pieces, and then hangs up. */
function said(answered: Buffer, cut: number): ControlApi['client'] {
  return {
    cluster: 'west',
    async portForward() {
      const [ours, theirs] = duplexPair();
      theirs.on('error', () => {});
      theirs.resume();
      theirs.write(answered.subarray(0, cut));
      theirs.end(answered.subarray(cut));
      return ours;
    },
  } as ControlApi['client'];
}

export const superLink: FuzzTarget = {
  name: "a SuperLink's answers",
  inputs: 16_000,
  async start() {
    const inputs = fc.record({
      body,
      answered: answer,
      cut: fc.nat(200),
      protocol: fc.constantFrom('grpc' as const, 'http' as const),
      nodeInfo: fc.constantFrom('1.23' as const, '1.24' as const),
    });
    const property = holdsFor(inputs, async input => {
      const { nodeInfo, protocol, answered, cut } = input;
      for (const decode of [
        () => decodeNodes(nodeInfo, input.body),
        () => decodeRuns(input.body),
      ]) {
        try {
          const value = decode();
          assert.deepEqual(JSON.parse(JSON.stringify(value)), value);
        } catch (error) {
          // Who calls it says where it came from.
          assert.ok(error instanceof Error && error.message);
          if (error instanceof assert.AssertionError) throw error;
        }
      }
      const api = {
        client: said(answered, cut),
        namespace: 'fed',
        pod: 'superlink-1',
        port: 9093,
        profile: { nodeInfo, control: { protocol } },
      } as ControlApi;
      const signal = AbortSignal.timeout(8_000);
      const read = await given(
        () => readNodes(api, { signal, timeoutMs: 3_000 }),
        ['ServiceUnavailableError'],
      );
      if ('error' in read) assert.match(read.error.message, /pod superlink-1/);
    });
    return { property };
  },
};
