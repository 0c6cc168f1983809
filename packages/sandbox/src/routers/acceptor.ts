import { createServer, Server, Socket } from 'node:net';
import { createServer as createTlsServer, TLSSocket } from 'node:tls';
import { AmqpListener } from './config';
import { openedLine, RouterParts } from './context';
import {
  abortedFailure,
  alertFailure,
  closedFailure,
  Failure,
  idleFailure,
  isNotTls,
  lostFailure,
  socketFailure,
} from './failures';
import { FaultChange } from './faults';
import { Gate } from './gate';
import { ConnectionFailure, readLine } from './lines';
import { linkCause } from './linkCauses';
import { cut, cutAll, Peer } from './peer';
import { TlsMaterial } from './profiles';
import { OpenMessage, sendAlert, sent, verifyClient } from './wire';

interface Accepted {
  /** Number in the log; 0 until it is announced there. */
  id: number;
  from: string;
  /** Without TLS. */
  raw: Socket;
  socket: Socket;
  reason?: Failure;
  /** What the peer said of itself: it is open. */
  open?: OpenMessage;
}

/** A router's port for links: accepts their connections over mutual TLS and joins those of one link to a peer. */
export class Acceptor {
  private server?: Server;
  private readonly connections = new Map<Socket, Accepted>();
  private readonly peers = new Map<string, Peer>();
  private readonly gate: Gate;
  private closed = false;
  /** Identity of this router access in the network. */
  readonly accessId: string;

  constructor(
    private readonly parts: RouterParts,
    readonly config: AmqpListener,
  ) {
    const { cluster, namespace, faults, log } = parts;
    this.accessId = log.nextRecord();
    this.gate = new Gate(() => ({
      latencyMs: faults.latency(cluster, namespace),
      frozen: faults.isFrozen(cluster, namespace),
    }));
    const { role, sslProfile } = config;
    log.info(
      'CONN_MGR',
      `Configured  Listener: ${this.to} proto=any, role=${role}, sslProfile=${sslProfile}`,
    );
  }

  /** Numbers of the connections that are open. */
  get openIds(): number[] {
    return [...this.connections.values()]
      .filter(({ id, open }) => id && open)
      .map(({ id }) => id);
  }

  /** The flow record that is logged when the router ends. */
  endRecord(): string {
    const { name, role } = this.config;
    const links = [...this.peers.values()].filter(p => p.connected).length;
    return (
      `ROUTER_ACCESS [${this.accessId}] BEGIN END parent=${this.parts.log.recordPrefix}:0 ` +
      `name=${name} linkCount=${links} role=${role}${
        links ? ' activeTlsOrdinal=0' : ''
      }`
    );
  }

  /** Opens the port. */
  async start(): Promise<void> {
    const { log, network, cluster, podIP } = this.parts;
    const { port } = this.config;
    const server = createServer({ noDelay: true });
    server.on('connection', socket => this.accept(socket));
    this.server = server;
    try {
      await network.listen(cluster, podIP, port, server);
      log.info('SERVER', `Listening on ${this.to}`);
    } catch {
      log.portInUse(this.to);
    }
    if (this.closed) this.stop();
  }

  stop(): void {
    this.closed = true;
    if (this.server?.listening) {
      const { network, cluster, podIP } = this.parts;
      // The port is free at once, not only when its connections are gone.
      network.release(cluster, podIP, this.config.port);
      this.server.close();
    }
    for (const { raw, socket, open } of this.connections.values()) {
      if (open) cut(socket);
      else raw.resetAndDestroy();
    }
  }

  /** Faults of all links of the site hold for those that come in, too. */
  faultChanged({ change }: FaultChange): void {
    if (change === 'broken' && this.fault) {
      for (const { socket } of this.connections.values()) cut(socket);
    } else this.gate.changed();
  }

  private get fault() {
    const { cluster, namespace, faults } = this.parts;
    return linkCause(faults.cause(cluster, namespace));
  }

  private accept(raw: Socket) {
    const tls = this.config.sslProfile
      ? this.parts.tls(this.config.sslProfile)
      : undefined;
    if (!tls || (this.fault && !this.fault.rejects)) {
      raw.on('error', () => {});
      raw.resetAndDestroy();
      return;
    }
    const from = `${raw.remoteAddress}:${raw.remotePort}`;
    const accepted: Accepted = { id: 0, from, raw, socket: raw };
    if (!this.awaitsHelper()) this.announce(accepted);
    this.connections.set(raw, accepted);
    raw.on('error', () => {});
    raw.once('close', () => this.connections.delete(raw));
    this.secure(raw, tls, accepted);
  }

  private announce(accepted: Accepted): number {
    if (!accepted.id) {
      const { log } = this.parts;
      accepted.id = log.nextConnection();
      log.info(
        'SERVER',
        `[C${accepted.id}] Accepted connection to ${this.to} from ${accepted.from}`,
      );
    }
    return accepted.id;
  }

  /** Whether an edge link is open whose other connections, which are this emulation's own, are still to come. */
  private awaitsHelper(): boolean {
    const all = [...this.connections.values()];
    const edges = all.filter(({ open }) => open?.role === 'edge');
    const links = edges.filter(({ open }) => open!.slot === 0).length;
    const helpers = edges.length - links;
    const pending = all.filter(({ id, open }) => !id && !open).length;
    return this.config.role === 'edge' && links * 2 > helpers + pending;
  }

  /** One server per connection, so that each error has its connection; none of them listens. */
  private secure(raw: Socket, tls: TlsMaterial, accepted: Accepted) {
    const server = createTlsServer({
      ...tls,
      requestCert: true,
      rejectUnauthorized: false,
    });
    server.on('tlsClientError', error => {
      // A peer that closes without a word isn't logged.
      if (
        !/ECONNRESET|EPIPE/.test((error as NodeJS.ErrnoException).code ?? '')
      ) {
        this.fail(
          accepted,
          isNotTls(error)
            ? abortedFailure()
            : socketFailure(error, accepted.from),
        );
      }
    });
    server.on('secureConnection', socket => {
      socket.on('error', error => {
        accepted.reason ??= lostFailure(error, accepted.from);
      });
      this.connections.delete(raw);
      accepted.socket = socket;
      this.connections.set(socket, accepted);
      socket.once('close', () => {
        this.connections.delete(socket);
        if (accepted.open) this.forget(accepted.open.correlator);
      });
      this.welcome(socket, accepted).catch(error => {
        socket.destroy();
        if (!this.closed) {
          this.fail(
            accepted,
            error instanceof ConnectionFailure
              ? error.failure
              : socketFailure(error, accepted.from),
          );
        }
      });
    });
    server.emit('connection', raw);
  }

  private async welcome(socket: TLSSocket, accepted: Accepted) {
    const line = JSON.parse(await readLine(socket));
    // The connecting end checks first.
    if (line.alert) throw new ConnectionFailure(alertFailure(line.alert));
    await this.gate.thawed();
    const open = line as OpenMessage;
    const played = this.fault?.rejects ?? open.rejected;
    const rejected = verifyClient(socket, played);
    if (rejected) {
      sendAlert(socket, rejected.alert);
      this.fail(accepted, rejected.failure);
      return;
    }
    accepted.open = open;
    const { log, router } = this.parts;
    const isLogged = open.role !== 'edge' || open.slot === 0;
    const id = isLogged ? this.announce(accepted) : 0;
    const astray = open.astray || open.role !== this.config.role;
    const answer: OpenMessage = {
      ...open,
      router: router.id,
      instance: router.instance,
      connection: id,
      role: astray ? 'other' : open.role,
      accessId: this.accessId,
    };
    await sent(socket, answer);
    if (isLogged) this.logOpened(socket, accepted, open);
    socket.once('close', () => {
      if (this.closed || !isLogged) return;
      this.fail(accepted, accepted.reason ?? closedFailure());
      log.info('ROUTER_CORE', `[C${id}] Connection Closed`);
    });
    if (astray) this.forbid(open, accepted);
    else if (open.instance !== router.instance) {
      this.peer(open).attach(open.slot, socket);
    } else socket.resume();
  }

  private logOpened(
    socket: TLSSocket,
    { id, from }: Accepted,
    { role, slot, router, connection, cost, correlator }: OpenMessage,
  ) {
    const user = `CN=${socket.getPeerCertificate().subject?.CN}`;
    const parts = { dir: 'in' as const, host: from, user, container: router };
    const group = [
      ...(cost === 1 ? [] : [`:"qd.inter-router-cost"=${cost}`]),
      ...(slot === 0 ? [] : [':"qd.inter-router-role"=4']),
      `:"qd.group-correlator"="${correlator}"`,
      ':"qd.group-ordinal"=0',
    ];
    this.parts.log.info(
      'ROUTER_CORE',
      openedLine(id, parts, [
        `:"qd.conn-id"=${connection}`,
        ...(role === 'edge' ? [] : group),
      ]),
    );
  }

  /** The connections of a link make one peer; a router that was restarted is another one. */
  private peer(open: OpenMessage): Peer {
    const known = this.peers.get(open.correlator);
    if (known?.open.instance === open.instance) return known;
    const { timing, events } = this.parts;
    const peer = new Peer(open, 'in', this.gate, timing, events, () =>
      this.silent(open),
    );
    this.peers.set(open.correlator, peer);
    return peer;
  }

  /** Lets go of the peer of a link that is gone, once its route has ended; a link that comes back later makes another. */
  private forget(correlator: string) {
    const isOpen = () =>
      [...this.connections.values()].some(
        ({ open }) => open?.correlator === correlator,
      );
    if (isOpen()) return;
    setTimeout(() => {
      if (isOpen()) return;
      this.peers.get(correlator)?.close();
      this.peers.delete(correlator);
    }, this.parts.timing.routeLostMs).unref();
  }

  private silent({ correlator }: OpenMessage) {
    const all = [...this.connections.values()].filter(
      accepted => accepted.open?.correlator === correlator,
    );
    for (const accepted of all) accepted.reason ??= idleFailure();
    const isControl = ({ open }: Accepted) => open?.slot === 0;
    cutAll(
      all.filter(a => !isControl(a)).map(({ socket }) => socket),
      all.find(isControl)?.socket,
    );
  }

  /** A link to the port of the other role: connected, but of no use. The peer tries to attach again and again. */
  private forbid(open: OpenMessage, { id, socket }: Accepted) {
    socket.resume();
    if (open.slot !== 0) return;
    const what =
      open.role === 'edge'
        ? 'Endpoint attach forbidden on inter-router connection'
        : 'Router attach forbidden on non-inter-router connection';
    const say = () =>
      this.parts.log.log('ROUTER_CORE', 'error', `[C${id}] ${what}`);
    const { routeMs, helloMs } = this.parts.timing;
    const first = setTimeout(() => {
      for (let attempt = 0; attempt < 3; attempt++) say();
    }, routeMs / 3);
    const again = setInterval(say, helloMs);
    socket.once('close', () => {
      clearTimeout(first);
      clearInterval(again);
    });
  }

  private fail(accepted: Accepted, failure: Failure) {
    const id = this.announce(accepted);
    const place = `${accepted.from} (to ${this.to})`;
    this.parts.log.failure(id, 'from', place, failure);
  }

  private get to() {
    return `${this.config.host}:${this.config.port}`;
  }
}
