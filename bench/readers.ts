// What clients of the event stream cost that do not read: over real sockets, with views of a thousand members.
//   npm run bench -- readers [clients changes]
import { createServer } from 'node:http';
import { AddressInfo, connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { streamFederation } from '../plugins/federation-backend/src/routes/streamFederation';
import { parseFederationSpec } from '../plugins/federation-common/src';
import {
  changedSite,
  healthyObjects,
  Size,
  specInput,
  stored,
} from './support/federation';
import { startStore } from './support/store';

const [CLIENTS = 6, CHANGES = 100] = process.argv.slice(2).map(Number);
const SIZE: Size = { members: 1000, superNodes: 1, clusters: 50 };

const mb = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MB`;

async function main() {
  const abort = new AbortController();
  const { signal } = abort;
  const { held, store } = await startStore(SIZE, signal);
  const spec = parseFederationSpec(specInput('big', SIZE));
  held.put('c0', stored('big', SIZE));
  const objects = healthyObjects(spec, SIZE.superNodes, 2);
  for (const [cluster, list] of objects) held.put(cluster, ...list);
  await store.settled(signal);

  const answers = new Set<any>();
  const mayRead = () => true;
  const server = createServer((req, res) => {
    answers.add(res);
    streamFederation({
      store,
      name: 'big',
      mayRead,
      judge: async () => mayRead,
      req: Object.assign(req, { get: () => undefined }) as any,
      res: res as any,
      signal,
    });
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const sum = (of: (res: any) => number) =>
    [...answers].reduce((total, res) => total + of(res), 0);
  const unsent = () => sum(res => res.writableLength);
  const sent = () => sum(res => res.socket?.bytesWritten ?? 0);
  const memory = (what: string) => {
    global.gc?.();
    const { heapUsed, external } = process.memoryUsage();
    const used = mb(heapUsed + external);
    console.log(
      `${what.padEnd(40)}${used}, of it unsent ${mb(
        unsent(),
      )}; given to the sockets ${mb(sent())}`,
    );
  };
  const view = JSON.stringify(store.get('big')!.current).length;
  console.log(`${CLIENTS} clients, ${CHANGES} changes, a view of ${mb(view)}`);
  memory('before');
  for (let i = 0; i < CLIENTS; i++) {
    const socket = connect(port, '127.0.0.1');
    socket.pause();
    socket.write('GET / HTTP/1.1\r\nHost: bench\r\n\r\n');
  }
  while (answers.size < CLIENTS) await setTimeout(10);
  memory('connected');
  let most = 0;
  for (let i = 0; i < CHANGES; i++) {
    held.put('c1', changedSite(objects.get('c1')!, i));
    await store.settled(signal);
    most = Math.max(most, unsent());
  }
  memory('after the changes');
  console.log(`${'at most unsent'.padEnd(40)}${mb(most)}`);
  abort.abort();
}

main().then(
  () => process.exit(0),
  error => {
    console.error(error);
    process.exit(1);
  },
);
