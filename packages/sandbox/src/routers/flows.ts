import { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { Socket } from 'node:net';
import { RouterParts } from './context';
import { targetError } from './failures';
import { join, Joined } from './gate';
import { Mesh } from './mesh';
import { Peer } from './peer';
import { TargetConnection, TcpConnectors } from './tcpConnectors';
import { ActiveListener } from './tcpListeners';

const UNREACHABLE = 'delivery-failed (destination unreachable)';

interface Flow {
  listener: ActiveListener;
  source: string;
  counts: Joined;
  trace: string[];
  connector?: string;
  proxy?: string;
  listenerError?: string;
  connectorError?: string;
}

/** Client connections: from a TCP listener, over links where needed, to a target of a TCP connector. */
export class Flows {
  private turn = 0;

  constructor(
    private readonly parts: RouterParts,
    private readonly mesh: Mesh,
    private readonly connectors: TcpConnectors,
  ) {}

  /** A client came to a listener. */
  accept(listener: ActiveListener, client: Socket): void {
    const flow: Flow = {
      listener,
      source: `sourceHost=${client.remoteAddress} sourcePort=${client.remotePort}`,
      counts: { octets: 0, octetsReverse: 0 },
      trace: [`0/${this.mesh.id}`],
    };
    client.once('close', () => this.logEnd(flow));
    const destination = this.choose(listener);
    if (!destination) {
      flow.listenerError = UNREACHABLE;
      client.destroy();
      return;
    }
    const { key, id } = destination;
    if (id === this.mesh.id) this.deliverHere(flow, client, key);
    else this.deliverThere(flow, client, key, id);
  }

  /** A stream came over a link: for a target here, or to be passed on. */
  serve(peer: Peer, stream: ServerHttp2Stream, headers: IncomingHttpHeaders) {
    stream.on('error', () => {});
    const key = String(headers['x-key']);
    const destination = String(headers['x-destination']);
    if (destination !== this.mesh.id) {
      this.passOn(peer, stream, headers);
      return;
    }
    const target = this.connectors.connect(key);
    if (!target) {
      this.refuse(stream, {});
      return;
    }
    const known = { 'x-connector': target.recordId };
    this.whenConnected(
      target,
      proxy => {
        if (stream.destroyed || stream.closed || stream.aborted) return;
        stream.respond({ ':status': 200, ...known, 'x-proxy': proxy });
        join(stream, target.socket, [peer.gate]);
      },
      error => this.refuse(stream, { ...known, 'x-error': error }),
    );
    stream.once('close', () => target.socket.destroy());
  }

  private deliverHere(flow: Flow, client: Socket, key: string) {
    const target = this.connectors.connect(key);
    if (!target) {
      client.destroy();
      return;
    }
    flow.connector = target.recordId;
    client.once('close', () => target.socket.destroy());
    this.whenConnected(
      target,
      proxy => {
        flow.proxy = proxy;
        flow.counts = join(client, target.socket, [], error => {
          if (error) flow.connectorError = targetError(error, target.place);
        });
      },
      error => {
        flow.listenerError = UNREACHABLE;
        flow.connectorError = error;
        client.destroy();
      },
    );
  }

  private deliverThere(flow: Flow, client: Socket, key: string, id: string) {
    const peer = this.mesh.nextHop(id);
    const stream = peer?.openStream({
      'x-key': key,
      'x-destination': id,
      'x-trace': flow.trace.join('|'),
    });
    if (!peer || !stream) {
      flow.listenerError = UNREACHABLE;
      client.destroy();
      return;
    }
    let answered = false;
    stream.once('response', (headers: IncomingHttpHeaders) => {
      answered = (headers[':status'] as unknown as number) === 200;
      flow.connector = text(headers['x-connector']);
      flow.proxy = text(headers['x-proxy']);
      flow.connectorError = text(headers['x-error']);
      const trace = text(headers['x-trace']);
      if (trace) flow.trace = trace.split('|');
      if (!answered) {
        flow.listenerError = UNREACHABLE;
        client.destroy();
      }
    });
    flow.counts = join(client, stream, [peer.gate], error => {
      // The client going away is no error of the network.
      if (error && !client.errored) flow.listenerError = UNREACHABLE;
    });
  }

  private passOn(
    from: Peer,
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
  ) {
    const next = this.mesh.nextHop(String(headers['x-destination']));
    const trace = `${headers['x-trace']}|0/${this.mesh.id}`;
    const onward = next?.openStream({
      'x-key': headers['x-key'],
      'x-destination': headers['x-destination'],
      'x-trace': trace,
    });
    if (!next || !onward) {
      this.refuse(stream, {});
      return;
    }
    onward.on('error', () => {});
    onward.once('response', (answer: IncomingHttpHeaders) => {
      if (stream.destroyed || stream.closed || stream.headersSent) return;
      stream.respond({
        ':status': answer[':status'],
        ...Object.fromEntries(
          ['x-connector', 'x-proxy', 'x-error']
            .filter(name => answer[name])
            .map(name => [name, answer[name]]),
        ),
        'x-trace': text(answer['x-trace']) ?? trace,
      });
    });
    join(stream, onward, [from.gate, next.gate]);
  }

  private refuse(stream: ServerHttp2Stream, headers: Record<string, string>) {
    if (stream.destroyed || stream.closed || stream.headersSent) return;
    stream.respond({ ':status': 503, ...headers }, { endStream: true });
    stream.resume();
  }

  private whenConnected(
    { socket, place }: TargetConnection,
    connected: (proxy: string) => void,
    failed: (error: string) => void,
  ) {
    let open = false;
    socket.once('connect', () => {
      open = true;
      connected(`${socket.localAddress} ${socket.localPort}`);
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // A name that doesn't resolve leaves the client waiting, without a trace, as with the real router.
      if (open || error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN') {
        return;
      }
      failed(targetError(error, place));
    });
  }

  /** The nearest routers with a connector, in turn. */
  private choose(listener: ActiveListener) {
    const { addresses, strategy } = listener.config;
    const open = addresses
      .map(address => ({
        ...address,
        destinations: this.mesh.destinations(address.key),
      }))
      .filter(({ destinations }) => destinations.length)
      .sort((a, b) =>
        strategy === 'weighted'
          ? share(listener, a) - share(listener, b)
          : b.value - a.value,
      );
    if (!open.length) return undefined;
    const { key, destinations } = open[0];
    listener.taken.set(key, (listener.taken.get(key) ?? 0) + 1);
    const cost = Math.min(...destinations.map(d => d.cost));
    const nearest = destinations.filter(d => d.cost === cost);
    return { key, id: nearest[this.turn++ % nearest.length].id };
  }

  private logEnd(flow: Flow) {
    const { log } = this.parts;
    const { listener, counts } = flow;
    const { host, port, name, addresses } = listener.config;
    if (!listener.logged) {
      listener.logged = true;
      log.flow(
        `LISTENER [${listener.recordId}] BEGIN parent=${log.recordPrefix}:0 destHost=${host} ` +
          `protocol=tcp destPort=${port} vanAddress=${addresses[0].key} name=${name} flowCountL4=1`,
      );
    }
    const [proxyHost, proxyPort] = flow.proxy?.split(' ') ?? [];
    const fields = [
      `BIFLOW_TPORT [${log.nextRecord()}] BEGIN END parent=${
        listener.recordId
      } ${flow.source}`,
      `octets=${counts.octets}`,
      `trace=${flow.trace.join('|')}`,
      `octetsReverse=${counts.octetsReverse}`,
      flow.connector && `connector=${flow.connector}`,
      proxyHost && `proxyHost=${proxyHost} proxyPort=${proxyPort}`,
      flow.listenerError && `errorListenerSide=${flow.listenerError}`,
      flow.connectorError && `errorConnectorSide=${flow.connectorError}`,
    ];
    log.flow(fields.filter(Boolean).join(' '));
  }
}

function share(
  { taken }: ActiveListener,
  { key, value }: { key: string; value: number },
): number {
  return ((taken.get(key) ?? 0) + 1) / Math.max(value, 1);
}

function text(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
