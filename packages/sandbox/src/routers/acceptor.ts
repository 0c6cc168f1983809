import { createServer, Server, Socket } from 'node:net';
import { createServer as createTlsServer, TLSSocket } from 'node:tls';
import { AmqpListener } from './config';
import { openedLine, RouterParts } from './context';
import {
  alertFailure,
  closedFailure,
  Failure,
  idleFailure,
  lostFailure,
  socketFailure,
} from './failures';
import { FaultChange } from './faults';
import { Gate } from './gate';
import { ConnectionFailure, readLine } from './lines';
import { cut, Peer } from './peer';
import {
  OpenMessage,
  sendAlert,
  sent,
  TlsMaterial,
  verifyClient,
} from './wire';

interface Accepted {
  id: number;
  from: string;
  socket: Socket;
  reason?: Failure;
  /** The link it belongs to. */
  correlator?: string;
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
    this.accessId = parts.log.nextRecord();
    const { cluster, namespace, faults } = parts;
    this.gate = new Gate(() => ({
      latencyMs: faults.latency(cluster, namespace),
      frozen: faults.isFrozen(cluster, namespace),
    }));
  }

  get connectionCount(): number {
    return this.connections.size;
  }

  /** Opens the port. */
  async start(): Promise<void> {
    const { log, network, cluster, podIP } = this.parts;
    const { host, port } = this.config;
    const server = createServer({ noDelay: true });
    server.on('connection', socket => this.accept(socket));
    this.server = server;
    try {
      await network.listen(cluster, podIP, port, server);
      log.log('SERVER', 'info', `Listening on ${host}:${port}`);
    } catch {
      log.log(
        'SERVER',
        'error',
        `Listener error on ${host}:${port}: Address already in use`,
      );
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
    for (const { socket } of this.connections.values()) cut(socket);
  }

  /** Faults of all links of the site hold for those that come in, too. */
  faultChanged({ change }: FaultChange): void {
    if (change === 'broken' && this.fault) {
      for (const { socket } of this.connections.values()) cut(socket);
    } else this.gate.changed();
  }

  private get fault() {
    const { cluster, namespace, faults } = this.parts;
    return faults.cause(cluster, namespace);
  }

  private accept(raw: Socket) {
    const { log } = this.parts;
    const tls = this.config.sslProfile
      ? this.parts.tls(this.config.sslProfile)
      : undefined;
    if (!tls || (this.fault && !this.rejectsByCertificate())) {
      raw.on('error', () => {});
      raw.resetAndDestroy();
      return;
    }
    const id = log.nextConnection();
    const from = `${raw.remoteAddress}:${raw.remotePort}`;
    const accepted: Accepted = { id, from, socket: raw };
    this.connections.set(raw, accepted);
    log.log(
      'SERVER',
      'info',
      `[C${id}] Accepted connection to ${this.to} from ${from}`,
    );
    raw.on('error', () => {});
    raw.once('close', () => this.connections.delete(raw));
    this.secure(raw, tls, accepted);
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
        this.fail(accepted, socketFailure(error, accepted.from));
      }
    });
    server.on('secureConnection', socket => {
      socket.on('error', error => {
        accepted.reason ??= lostFailure(error, accepted.from);
      });
      this.connections.delete(raw);
      accepted.socket = socket;
      this.connections.set(socket, accepted);
      socket.once('close', () => this.connections.delete(socket));
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
    const rejected = verifyClient(socket, this.fault);
    if (rejected) {
      sendAlert(socket, rejected.alert);
      this.fail(accepted, rejected.failure);
      return;
    }
    const line = JSON.parse(await readLine(socket));
    if (line.alert) throw new ConnectionFailure(alertFailure(line.alert));
    await this.gate.thawed();
    const open = line as OpenMessage;
    accepted.correlator = open.correlator;
    const { log, router } = this.parts;
    const answer: OpenMessage = {
      ...open,
      router: router.id,
      instance: router.instance,
      connection: accepted.id,
      role: this.config.role,
      accessId: this.accessId,
    };
    await sent(socket, answer);
    const subject = socket.getPeerCertificate().subject?.CN;
    const isLogged = open.role !== 'edge' || open.slot === 0;
    if (isLogged) {
      log.log(
        'ROUTER_CORE',
        'info',
        openedLine(
          accepted.id,
          {
            dir: 'in',
            host: accepted.from,
            user: `CN=${subject}`,
            container: open.router,
          },
          [
            `:"qd.conn-id"=${open.connection}`,
            ...(open.cost === 1
              ? []
              : [`:"qd.inter-router-cost"=${open.cost}`]),
            ...(open.slot === 0 ? [] : [':"qd.inter-router-role"=4']),
            `:"qd.group-correlator"="${open.correlator}"`,
            ':"qd.group-ordinal"=0',
          ],
        ),
      );
    }
    socket.once('close', () => {
      if (this.closed || !isLogged) return;
      this.fail(accepted, accepted.reason ?? closedFailure());
      log.log('ROUTER_CORE', 'info', `[C${accepted.id}] Connection Closed`);
    });
    if (open.role !== this.config.role) this.forbid(open, accepted);
    else this.peer(open).attach(open.slot, socket);
  }

  /** The connections of a link make one peer; a router that was restarted is another one. */
  private peer(open: OpenMessage): Peer {
    const known = this.peers.get(open.correlator);
    if (known?.open.instance === open.instance) return known;
    const { timing, events } = this.parts;
    const peer = new Peer(open, 'in', this.gate, timing, events, () => {
      for (const accepted of this.connections.values()) {
        if (accepted.correlator === open.correlator) {
          accepted.reason ??= idleFailure();
          cut(accepted.socket);
        }
      }
    });
    this.peers.set(open.correlator, peer);
    return peer;
  }

  /** A link to the port of the other role: connected, but of no use. */
  private forbid(open: OpenMessage, { id }: Accepted) {
    const what = open.role === 'edge' ? 'Endpoint' : 'Router';
    const where = open.role === 'edge' ? 'inter-router' : 'non-inter-router';
    if (open.slot !== 0) return;
    this.parts.log.log(
      'ROUTER_CORE',
      'error',
      `[C${id}] ${what} attach forbidden on ${where} connection`,
    );
  }

  private fail({ id, from }: Accepted, failure: Failure) {
    this.parts.log.failure(id, 'from', `${from} (to ${this.to})`, failure);
  }

  private rejectsByCertificate() {
    return ['unknown-ca', 'expired', 'hostname-mismatch'].includes(this.fault!);
  }

  private get to() {
    return `${this.config.host}:${this.config.port}`;
  }
}
