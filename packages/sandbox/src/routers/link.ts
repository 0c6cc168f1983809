import { randomBytes } from 'node:crypto';
import { Socket } from 'node:net';
import { AmqpConnector } from './config';
import { openedLine, RouterParts } from './context';
import {
  closedFailure,
  Failure,
  faultError,
  idleFailure,
  lostFailure,
  socketFailure,
} from './failures';
import { Gate } from './gate';
import { ConnectionFailure } from './lines';
import { LinkRecord } from './mesh';
import { cut, Peer } from './peer';
import { dialPeer, OpenMessage, pause } from './wire';

type SlotNumber = 0 | 1 | 2;

interface Slot {
  /** Text of the last failure that was logged: a failure is logged once, not per attempt. */
  logged?: string;
  socket?: Socket;
  /** Why this end closed the connection. */
  reason?: Failure;
  /** Ends the wait for the next attempt, or the attempt. */
  wake?: AbortController;
}

/** A link as its connecting end has it: three connections, each tried again for as long as the link exists. */
export class Link {
  private readonly stopped = new AbortController();
  private readonly slots: Slot[] = [{}, {}, {}];
  private readonly correlator = randomBytes(11).toString('base64url');
  private readonly gate: Gate;
  private peer?: Peer;
  private accessId?: string;
  readonly recordId: string;

  constructor(
    private readonly parts: RouterParts,
    readonly config: AmqpConnector,
    /** The link's record changed. */
    private readonly onChange: () => void,
  ) {
    const { cluster, namespace, faults } = parts;
    this.gate = new Gate(() => ({
      latencyMs: faults.latency(cluster, namespace, config.name),
      frozen: faults.isFrozen(cluster, namespace),
    }));
    this.recordId = parts.log.nextRecord();
  }

  start(): void {
    const { host, port, role, sslProfile } = this.config;
    this.parts.log.log(
      'CONN_MGR',
      'info',
      `Configured  Connector: ${host}:${port} proto=any, role=${role}` +
        `${sslProfile ? `, sslProfile=${sslProfile}` : ''}`,
    );
    this.slots.forEach((_, slot) => this.run(slot as SlotNumber));
  }

  stop(): void {
    this.stopped.abort();
    this.slots.forEach(slot => slot.socket && cut(slot.socket));
  }

  /** The link's faults changed. */
  faultChanged(change: 'broken' | 'mended' | 'latency' | 'frozen' | 'thawed') {
    if (change === 'broken') this.cut();
    else if (change === 'mended') this.slots.forEach(s => s.wake?.abort());
    else this.gate.changed();
  }

  get connectionCount(): number {
    return this.slots.filter(slot => slot.socket).length;
  }

  record(): LinkRecord {
    return {
      name: this.config.name,
      linkCost: this.config.cost,
      status: this.peer?.connected ? 'up' : 'down',
      role: this.config.role,
      ...(this.accessId && { peer: this.accessId }),
    };
  }

  private cut() {
    const { cluster, namespace, faults } = this.parts;
    const cause = faults.cause(cluster, namespace, this.config.name);
    if (!cause) return;
    for (const slot of this.slots) {
      if (cause === 'timeout' || cause === 'blackhole') {
        slot.reason = idleFailure();
      } else if (cause === 'reset') {
        slot.reason = socketFailure(faultError(cause)!, this.place);
      }
      if (slot.socket) cut(slot.socket);
      else slot.wake?.abort();
    }
  }

  private get place() {
    return `${this.config.host}:${this.config.port}`;
  }

  private async run(number: SlotNumber): Promise<void> {
    const { log, timing } = this.parts;
    const slot = this.slots[number];
    while (!this.stopped.signal.aborted) {
      await this.gate.thawed();
      if (this.stopped.signal.aborted) return;
      const id = log.nextConnection();
      let wait = timing.retryMs;
      const failure = await this.connect(number, slot, id).catch(error =>
        error instanceof ConnectionFailure
          ? error.failure
          : socketFailure(error, this.place),
      );
      if (this.stopped.signal.aborted) return;
      if (failure === 'aborted') wait = 0;
      else if (failure.text !== slot.logged || slot.reason) {
        // An edge link is one connection only; the others are of this emulation.
        if (this.isLogged(number)) log.failure(id, 'to', this.place, failure);
        slot.logged = failure.text;
      }
      if (failure !== 'aborted' && slot.socket) {
        if (this.isLogged(number)) {
          log.log('ROUTER_CORE', 'info', `[C${id}] Connection Closed`);
        }
        wait = timing.retryLostMs;
      }
      slot.socket = undefined;
      slot.reason = undefined;
      slot.wake = new AbortController();
      await pause(
        wait,
        AbortSignal.any([this.stopped.signal, slot.wake.signal]),
      );
    }
  }

  /** Connects and stays until the connection is closed. */
  private async connect(
    number: SlotNumber,
    slot: Slot,
    id: number,
  ): Promise<Failure | 'aborted'> {
    const { parts, config } = this;
    const { cluster, namespace, faults, timing } = parts;
    slot.wake = new AbortController();
    const attempt = slot.wake.signal;
    const signal = AbortSignal.any([this.stopped.signal, attempt]);
    const tls = config.sslProfile ? parts.tls(config.sslProfile) : undefined;
    const { router } = parts;
    try {
      const { socket, answer } = await dialPeer({
        host: config.host,
        port: config.port,
        dial: () => this.dial(),
        tls,
        open: {
          router: router.id,
          instance: router.instance,
          connection: id,
          role: config.role,
          slot: number,
          correlator: this.correlator,
          cost: config.cost,
        },
        fault: faults.cause(cluster, namespace, config.name),
        connectTimeoutMs: timing.connectTimeoutMs,
        silenceMs: timing.idleMs,
        signal,
      });
      if (signal.aborted) {
        socket.destroy();
        return 'aborted';
      }
      slot.socket = socket;
      slot.logged = undefined;
      this.opened(number, id, socket, answer);
      return await this.closed(slot, socket);
    } catch (error) {
      if (attempt.aborted) return 'aborted';
      throw error;
    }
  }

  private dial(): Socket {
    const { cluster, namespace, network } = this.parts;
    const { host, port } = this.config;
    const service = network.lookup(cluster, namespace, host);
    return service
      ? network.connect(cluster, service, port)
      : network.connectExternal(host, port);
  }

  private opened(
    number: SlotNumber,
    id: number,
    socket: Socket,
    answer: OpenMessage,
  ) {
    const { log, events, timing } = this.parts;
    if (this.isLogged(number)) {
      log.log(
        'ROUTER_CORE',
        'info',
        openedLine(
          id,
          {
            dir: 'out',
            host: this.place,
            user: '(null)',
            container: answer.router,
          },
          [
            `:"qd.conn-id"=${answer.connection}`,
            `:"qd.access-id"="${answer.accessId}"`,
          ],
        ),
      );
      if (this.config.role === 'edge') {
        log.log(
          'ROUTER_CORE',
          'info',
          `Edge connection (id=${id}) to interior established`,
        );
      }
    }
    this.accessId = answer.accessId;
    // A restarted peer is another one.
    if (
      !this.peer ||
      this.peer.open.router !== answer.router ||
      this.peer.open.instance !== answer.instance
    ) {
      this.peer = new Peer(answer, 'out', this.gate, timing, events, () =>
        this.silent(),
      );
    }
    this.peer.attach(number, socket);
    if (number === 0) {
      socket.once('close', () => this.onChange());
      this.onChange();
    }
  }

  private silent() {
    for (const slot of this.slots) {
      slot.reason = idleFailure();
      if (slot.socket) cut(slot.socket);
    }
  }

  private closed(slot: Slot, socket: Socket): Promise<Failure> {
    return new Promise(resolve => {
      let failure: Failure | undefined;
      socket.once('error', error => {
        failure = lostFailure(error, this.place);
      });
      const done = () => resolve(slot.reason ?? failure ?? closedFailure());
      if (socket.destroyed) done();
      else socket.once('close', done);
    });
  }

  private isLogged(number: SlotNumber) {
    return this.config.role !== 'edge' || number === 0;
  }
}
