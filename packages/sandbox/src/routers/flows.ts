import { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { RouterParts } from './context';
import { targetError } from './failures';
import { join, Joined } from './gate';
import { Mesh } from './mesh';
import { Peer } from './peer';
import { TcpConnectors } from './tcpConnectors';
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
  private opened = 0;
  /** Streams to peers, by the ids under which they tell what broke one. */
  private readonly streams = new Map<string, (error: string) => void>();

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
    const known: Record<string, string> = {};
    const target = this.connectors.connect(key, {
      onOpen: (socket, proxy) => {
        if (stream.destroyed || stream.closed || stream.aborted) return;
        stream.respond({ ':status': 200, ...known, 'x-proxy': proxy });
        join(stream, socket, [peer.gate], failed => {
          if (failed?.stream !== socket) return;
          // A stream that breaks can't say why.
          const error = targetError(failed.error, target!.place);
          peer.send({ type: 'flow', id: headers['x-flow'], error });
        });
      },
      onFailed: (error, proxy) =>
        this.refuse(stream, {
          ...known,
          'x-error': error,
          ...(proxy && { 'x-proxy': proxy }),
        }),
    });
    if (!target) {
      this.refuse(stream, {});
      return;
    }
    known['x-connector'] = target.recordId;
    stream.once('close', () => target.close());
  }

  /** A peer tells why a stream broke. */
  broken({ id, error }: { id: string; error: string }): void {
    this.streams.get(id)?.(error);
  }

  private deliverHere(flow: Flow, client: Socket, key: string) {
    const target = this.connectors.connect(key, {
      onOpen: (socket, proxy) => {
        flow.proxy = proxy;
        flow.counts = join(client, socket, [], failed => {
          if (failed?.stream === socket) {
            flow.connectorError = targetError(failed.error, target!.place);
          }
        });
      },
      onFailed: (error, proxy) => {
        flow.proxy = proxy;
        flow.listenerError = UNREACHABLE;
        flow.connectorError = error;
        client.destroy();
      },
    });
    if (!target) {
      client.destroy();
      return;
    }
    flow.connector = target.recordId;
    client.once('close', () => target.close());
  }

  private deliverThere(flow: Flow, client: Socket, key: string, id: string) {
    const peer = this.mesh.nextHop(id);
    const headers = {
      'x-key': key,
      'x-destination': id,
      'x-trace': flow.trace.join('|'),
    };
    const stream = this.open(peer, headers, error => {
      flow.connectorError = error;
      flow.listenerError = undefined;
    });
    if (!peer || !stream) {
      flow.listenerError = UNREACHABLE;
      client.destroy();
      return;
    }
    stream.once('response', (answer: IncomingHttpHeaders) => {
      flow.connector = text(answer['x-connector']);
      flow.proxy = text(answer['x-proxy']);
      flow.connectorError = text(answer['x-error']);
      const trace = text(answer['x-trace']);
      if (trace) flow.trace = trace.split('|');
      if ((answer[':status'] as unknown as number) !== 200) {
        flow.listenerError = UNREACHABLE;
        client.destroy();
      }
    });
    // The client going away is no error of the network.
    const lost = () => {
      if (!flow.connectorError) flow.listenerError = UNREACHABLE;
    };
    stream.once('aborted', () => !client.destroyed && lost());
    flow.counts = join(client, stream, [peer.gate], failed => {
      if (failed?.stream === stream) lost();
    });
  }

  /** A stream to a peer. @param onBroken - told why it broke, if the peer knows */
  private open(
    peer: Peer | undefined,
    headers: Record<string, unknown>,
    onBroken: (error: string) => void,
  ): Duplex | undefined {
    const id = `${this.mesh.id}/${++this.opened}`;
    const stream = peer?.openStream({ ...headers, 'x-flow': id });
    if (!stream) return undefined;
    this.streams.set(id, onBroken);
    stream.once('close', () => {
      // What broke it may come a little later.
      const { flowLogMs } = this.parts.timing;
      setTimeout(() => this.streams.delete(id), flowLogMs).unref();
    });
    return stream;
  }

  private passOn(
    from: Peer,
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
  ) {
    const next = this.mesh.nextHop(String(headers['x-destination']));
    const trace = `${headers['x-trace']}|0/${this.mesh.id}`;
    const sent = {
      'x-key': headers['x-key'],
      'x-destination': headers['x-destination'],
      'x-trace': trace,
    };
    const onward = this.open(next, sent, error =>
      from.send({ type: 'flow', id: headers['x-flow'], error }),
    );
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
    const { listener } = flow;
    const { host, port, name, addresses } = listener.config;
    if (!listener.logged) {
      listener.logged = true;
      log.flow(
        `LISTENER [${listener.recordId}] BEGIN parent=${log.recordPrefix}:0 destHost=${host} ` +
          `protocol=tcp destPort=${port} vanAddress=${addresses[0].key} name=${name} flowCountL4=1`,
      );
    }
    const id = log.nextRecord();
    // Why it ended may be known only when the record is written.
    log.flow(() => {
      const [proxyHost, proxyPort] = flow.proxy?.split(' ') ?? [];
      const fields = [
        `BIFLOW_TPORT [${id}] BEGIN END parent=${listener.recordId} ${flow.source}`,
        `octets=${flow.counts.octets}`,
        flow.trace.length && `trace=${flow.trace.join('|')}`,
        `octetsReverse=${flow.counts.octetsReverse}`,
        flow.connector && `connector=${flow.connector}`,
        proxyHost && `proxyHost=${proxyHost} proxyPort=${proxyPort}`,
        flow.listenerError && `errorListenerSide=${flow.listenerError}`,
        flow.connectorError && `errorConnectorSide=${flow.connectorError}`,
      ];
      return fields.filter(Boolean).join(' ');
    });
  }

  /** A client whose TLS failed. */
  failed(listener: ActiveListener, client: Socket, error: string): void {
    this.logEnd({
      listener,
      source: `sourceHost=${client.remoteAddress} sourcePort=${client.remotePort}`,
      counts: { octets: 0, octetsReverse: 0 },
      trace: [],
      listenerError: `TLS-connection-failed (${error})`,
    });
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
