import { randomBytes } from 'node:crypto';
import { Socket } from 'node:net';
import { pause } from '../shared/sleep';
import { AmqpConnector } from './config';
import { openedLine, RouterParts } from './context';
import {
  closedFailure,
  Failure,
  idleFailure,
  lostFailure,
  socketFailure,
} from './failures';
import { FaultChange } from './faults';
import { Gate } from './gate';
import { ConnectionFailure } from './lines';
import { linkCause } from './linkCauses';
import { LinkRecord } from './ownRecord';
import { cut, cutAll, Peer } from './peer';
import { ProxyError } from './proxy';
import { dialPeer, OpenMessage } from './wire';

type SlotNumber = 0 | 1 | 2;

/** How an attempt, or an open connection, ended. */
type End = Failure | 'aborted' | 'precedence';

interface Slot {
  /** Number of the connection in the log. */
  id: number;
  /** Text of the last failure that was logged: a failure is logged once, not per attempt. */
  logged?: string;
  socket?: Socket;
  /** Why this end closed the connection. */
  reason?: Failure;
  /** Ends the wait for the next attempt, or the attempt. */
  wake?: AbortController;
}

/**
 * A link as its connecting end has it: three connections, each tried again for as long as the link exists. An edge link
 * is one connection; the two others are this emulation's, made when the first is open, and not logged.
 */
export class Link {
  private readonly stopped = new AbortController();
  private readonly slots: Slot[] = [{ id: 0 }, { id: 0 }, { id: 0 }];
  private readonly correlator = randomBytes(11).toString('base64url');
  private readonly gate: Gate;
  private peer?: Peer;
  private accessId?: string;
  /** Connected to a port where it is of no use. */
  private astray = false;
  private downCount = 0;
  private lastFailure?: Failure;
  private readonly waiting: (() => void)[] = [];
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
    parts.log.info(
      'CONN_MGR',
      `Configured  Connector: ${this.place} proto=any, role=${config.role}` +
        `${config.sslProfile ? `, sslProfile=${config.sslProfile}` : ''}`,
    );
  }

  start(): void {
    this.slots.forEach((_, slot) => this.run(slot as SlotNumber));
  }

  stop(): void {
    this.stopped.abort();
    this.mainOpened();
    this.slots.forEach(slot => slot.socket && cut(slot.socket));
  }

  /** The link's faults changed. */
  faultChanged(change: FaultChange['change']) {
    if (change === 'broken') this.cut();
    else if (change === 'mended') this.slots.forEach(s => s.wake?.abort());
    else this.gate.changed();
  }

  /** Numbers of the connections that are open. */
  get openIds(): number[] {
    return this.slots
      .filter((slot, number) => slot.socket && this.isLogged(number))
      .map(({ id }) => id);
  }

  record(): LinkRecord {
    const { socket } = this.slots[0];
    const isUp =
      this.peer?.connected || (this.astray && socket && !socket.destroyed);
    return {
      name: this.config.name,
      linkCost: this.config.cost,
      status: isUp ? 'up' : 'down',
      role: this.config.role,
      ...(this.accessId && { peer: this.accessId }),
    };
  }

  /** The flow record that is logged when the router ends. */
  endRecord(): string {
    const { log } = this.parts;
    const { name, port, cost, role } = this.config;
    const { condition, text } = this.lastFailure ?? {};
    const fields = [
      `LINK [${this.recordId}] BEGIN END parent=${log.recordPrefix}:0`,
      this.accessId && `peer=${this.accessId}`,
      `protocol=amqp destPort=${port} octets=0`,
      condition && `result=${condition} reason=${text}`,
      `name=${name} linkCost=${cost}`,
      `operStatus=${this.record().status} role=${role} upTimeStamp=0`,
      condition && 'downTimeStamp=0',
      `downCount=${this.downCount} octetsReverse=0 activeTlsOrdinal=0 httpProxy=no`,
    ];
    return fields.filter(Boolean).join(' ');
  }

  private get cause() {
    const { cluster, namespace, faults } = this.parts;
    return linkCause(faults.cause(cluster, namespace, this.config.name));
  }

  private cut() {
    const { cause } = this;
    if (!cause) return;
    for (const slot of this.slots) {
      if (cause.end === 'idle') slot.reason = idleFailure();
      else if (cause.end === 'reset') slot.reason = this.resetFailure();
      if (slot.socket) cut(slot.socket);
      else slot.wake?.abort();
    }
  }

  private resetFailure(): Failure {
    const error = Object.assign(new Error('reset'), { code: 'ECONNRESET' });
    return socketFailure(error, this.place);
  }

  private get place() {
    return `${this.config.host}:${this.config.port}`;
  }

  private async run(number: SlotNumber): Promise<void> {
    const { log, timing } = this.parts;
    const slot = this.slots[number];
    while (!this.stopped.signal.aborted) {
      await this.gate.thawed();
      if (!this.isLogged(number)) await this.mainOpen();
      if (this.stopped.signal.aborted) return;
      const id = this.isLogged(number) ? log.nextConnection() : 0;
      slot.id = id;
      let wait = timing.retryMs;
      const end = await this.connect(number, slot, id).catch(error => error);
      if (this.stopped.signal.aborted) return;
      const opened = slot.socket !== undefined;
      slot.socket = undefined;
      if (end === 'aborted') wait = 0;
      else if (end instanceof ProxyError) {
        log.error(end.message, 'qd_connector.c sourceLine=512');
        wait = timing.retryLostMs;
      } else this.ended(number, slot, id, end, opened);
      if (opened) wait = timing.retryLostMs;
      slot.reason = undefined;
      slot.wake = new AbortController();
      await pause(
        wait,
        AbortSignal.any([this.stopped.signal, slot.wake.signal]),
      );
    }
  }

  private ended(
    number: SlotNumber,
    slot: Slot,
    id: number,
    end: Failure | 'precedence' | Error,
    opened: boolean,
  ) {
    const { log } = this.parts;
    if (!this.isLogged(number)) return;
    if (end !== 'precedence') {
      const failure = this.failureOf(end);
      if (failure.text !== slot.logged || slot.reason) {
        log.failure(id, 'to', this.place, failure);
      }
      slot.logged = failure.text;
      // The record keeps what ended a connection, not what attempts came to since.
      if (opened || !this.accessId) this.lastFailure = failure;
    }
    if (opened) {
      this.downCount++;
      log.info('ROUTER_CORE', `[C${id}] Connection Closed`);
    }
  }

  private failureOf(end: Failure | Error): Failure {
    if (end instanceof ConnectionFailure) return end.failure;
    return end instanceof Error ? socketFailure(end, this.place) : end;
  }

  /** Connects and stays until the connection is closed. */
  private async connect(
    number: SlotNumber,
    slot: Slot,
    id: number,
  ): Promise<End> {
    const { parts, config, cause } = this;
    const { network, timing, router } = parts;
    slot.wake = new AbortController();
    const attempt = slot.wake.signal;
    const signal = AbortSignal.any([this.stopped.signal, attempt]);
    try {
      const { socket, answer } = await dialPeer({
        host: config.host,
        port: config.port,
        dial: () => this.dial(),
        proxy: parts.proxy(config.proxyProfile),
        dialProxy: ({ host, port }) => network.connectExternal(host, port),
        tls: config.sslProfile ? parts.tls(config.sslProfile) : undefined,
        open: {
          router: router.id,
          instance: router.instance,
          connection: id,
          role: config.role,
          slot: number,
          correlator: this.correlator,
          cost: config.cost,
        },
        cause,
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
      if (this.opened(number, id, socket, answer)) {
        socket.destroy();
        return 'precedence';
      }
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

  /** @returns whether the connection is to be closed, as it leads to this router itself */
  private opened(
    number: SlotNumber,
    id: number,
    socket: Socket,
    answer: OpenMessage,
  ): boolean {
    const { log, router, events, timing } = this.parts;
    const core = (message: string) => log.info('ROUTER_CORE', message);
    const isEdge = this.config.role === 'edge';
    if (this.isLogged(number)) {
      const host = this.place;
      const container = answer.router;
      if (isEdge && router.mode === 'edge') {
        core(`Edge connection (id=${id}) to interior established`);
      }
      core(
        openedLine(id, { dir: 'out', host, user: '(null)', container }, [
          `:"qd.conn-id"=${answer.connection}`,
          `:"qd.access-id"="${answer.accessId}"`,
        ]),
      );
    }
    this.accessId = answer.accessId;
    const isSelf = answer.instance === router.instance;
    if (isSelf && answer.router === router.id) {
      if (number > 0) return false;
      core(
        `Existing connection [C${answer.connection}] takes precedence, closing [C${id}]`,
      );
      return true;
    }
    this.astray =
      answer.role !== this.config.role || (isEdge && router.mode !== 'edge');
    if (this.astray) {
      socket.resume();
      if (number === 0 && !isEdge) {
        // The route over it is gone before it is there.
        const { routeMs } = timing;
        const lost = setTimeout(() => log.neighborLost(0), routeMs / 3);
        socket.once('close', () => clearTimeout(lost));
      }
    } else {
      if (isEdge && number === 0) {
        core(`EDGE_MESH - Mesh identifier sent to Interior: ${router.meshId}`);
        this.mainOpened();
      }
      // A restarted peer is another one.
      if (
        !this.peer ||
        this.peer.open.router !== answer.router ||
        this.peer.open.instance !== answer.instance
      ) {
        this.peer?.close();
        this.peer = new Peer(answer, 'out', this.gate, timing, events, () =>
          this.silent(),
        );
      }
      this.peer.attach(number, socket);
    }
    if (number === 0) {
      socket.once('close', () => this.onChange());
      this.onChange();
    }
    return false;
  }

  /** Resolves when the one connection of an edge link is open, or the link is stopped. */
  private mainOpen(): Promise<void> {
    if (this.slots[0].socket && !this.astray) return Promise.resolve();
    return new Promise(resolve => {
      this.waiting.push(resolve);
    });
  }

  private mainOpened() {
    this.waiting.splice(0).forEach(resolve => resolve());
  }

  private silent() {
    const [control, ...data] = this.slots;
    for (const slot of this.slots) slot.reason = idleFailure();
    cutAll(
      data.flatMap(({ socket }) => socket ?? []),
      control.socket,
    );
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

  private isLogged(number: number) {
    return this.config.role !== 'edge' || number === 0;
  }
}
