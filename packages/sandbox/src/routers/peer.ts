import { once } from 'node:events';
import {
  ClientHttp2Session,
  connect as http2Connect,
  Http2Session,
  IncomingHttpHeaders,
  OutgoingHttpHeaders,
  performServerHandshake,
  ServerHttp2Stream,
} from 'node:http2';
import { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { Gate } from './gate';
import { RouterTiming } from './timing';
import { OpenMessage } from './wire';

/** Enough that many streams can stand still without stopping the others. */
const SESSION_WINDOW = 32 * 1024 * 1024;
const STREAM_WINDOW = 512 * 1024;
const MISSED_HELLOS = 3;

/** Sessions by their sockets: a socket that has one must be closed through it. */
const sessionOf = new WeakMap<Socket, Http2Session>();

/** Closes a connection at once, with all its streams. */
export function cut(socket: Socket): void {
  const session = sessionOf.get(socket);
  if (session && !session.destroyed) session.destroy();
  else socket.destroy();
}

/** Closes the connections of a link for their silence: the control connection is the last to go. */
export async function cutAll(data: Socket[], control: Socket | undefined) {
  const closed = data.map(
    socket => socket.destroyed || once(socket, 'close').catch(() => {}),
  );
  data.forEach(cut);
  await Promise.all(closed);
  if (control) cut(control);
}

/** What a peer tells its router. */
export interface PeerEvents {
  /** The control connection is open. */
  onOpen(peer: Peer): void;
  onMessage(peer: Peer, message: any): void;
  /** Hellos stay away, or come again. */
  onHearing(peer: Peer, heard: boolean): void;
  /** The control connection is closed. */
  onLost(peer: Peer): void;
  onStream(
    peer: Peer,
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
  ): void;
}

/**
 * The router at the other end of a link, made of up to three connections: one for control messages (JSON lines), one
 * for the streams that each end opens.
 */
export class Peer {
  private control?: Socket;
  private requests?: ClientHttp2Session;
  private held: string[] = [];
  private ticker?: NodeJS.Timeout;
  private missed = 0;
  private readonly unsubscribe: () => void;
  /** Hellos come. */
  hearing = true;

  constructor(
    readonly open: OpenMessage,
    readonly direction: 'in' | 'out',
    readonly gate: Gate,
    private readonly timing: RouterTiming,
    private readonly events: PeerEvents,
    /** Closes the connections, as after too long a silence. */
    private readonly onSilence: () => void,
  ) {
    this.unsubscribe = gate.subscribe(() => this.release());
  }

  /** It is of no use any more: its connections are closed, or another peer is in its place. */
  close(): void {
    this.unsubscribe();
  }

  get router(): string {
    return this.open.router;
  }

  get connected(): boolean {
    return this.control !== undefined;
  }

  /** Gives the peer one of the link's connections. */
  attach(slot: 0 | 1 | 2, socket: Socket): void {
    if (slot === 0) this.attachControl(socket);
    else if ((slot === 1) === (this.direction === 'out')) this.request(socket);
    else this.serve(socket);
  }

  send(message: object): void {
    this.held.push(`${JSON.stringify(message)}\n`);
    this.release();
  }

  /** A stream to the peer; undefined while there is no connection for it. */
  openStream(headers: OutgoingHttpHeaders): Duplex | undefined {
    if (!this.requests || this.requests.closed || this.requests.destroyed) {
      return undefined;
    }
    try {
      return this.requests.request({ ':method': 'POST', ...headers });
    } catch {
      // The session is just about to close.
      return undefined;
    }
  }

  private attachControl(socket: Socket) {
    this.control = socket;
    this.missed = 0;
    this.hearing = true;
    socket.setEncoding('utf8');
    let text = '';
    socket.on('data', chunk => {
      text += chunk;
      const lines = text.split('\n');
      text = lines.pop()!;
      for (const line of lines)
        this.later(() => this.receive(JSON.parse(line)));
    });
    // Ticks are counted, not time: when this process is busy it is not the peer who is silent.
    this.ticker = setInterval(() => this.tick(), this.timing.helloMs);
    socket.once('close', () => {
      clearInterval(this.ticker);
      if (this.control !== socket) return;
      this.control = undefined;
      this.held = [];
      // The connection's own end is told first.
      setImmediate(() => this.events.onLost(this));
    });
    this.events.onOpen(this);
  }

  private request(socket: Socket) {
    const session = http2Connect('http://router', {
      createConnection: () => socket,
      settings: { initialWindowSize: STREAM_WINDOW },
    });
    this.adopt(session, socket);
    this.requests = session;
  }

  private serve(socket: Socket) {
    const session = performServerHandshake(socket, {
      settings: {
        initialWindowSize: STREAM_WINDOW,
        maxConcurrentStreams: 100_000,
      },
    });
    this.adopt(session, socket);
    session.on('stream', (stream, headers) =>
      this.events.onStream(this, stream, headers),
    );
  }

  private adopt(session: Http2Session, socket: Socket) {
    sessionOf.set(socket, session);
    session.on('error', () => {});
    const widen = () => session.setLocalWindowSize(SESSION_WINDOW);
    if (session.connecting) session.once('connect', widen);
    else widen();
  }

  private receive(message: any) {
    this.missed = 0;
    if (!this.hearing) {
      this.hearing = true;
      this.events.onHearing(this, true);
    }
    if (message.type !== 'hello') this.events.onMessage(this, message);
  }

  private tick() {
    if (this.gate.frozen) return;
    this.send({ type: 'hello' });
    this.missed++;
    if (this.missed * this.timing.helloMs >= this.timing.idleMs) {
      this.onSilence();
    } else if (this.missed > MISSED_HELLOS && this.hearing) {
      this.hearing = false;
      this.events.onHearing(this, false);
    }
  }

  /** Writes what is held, once the gate lets it through. */
  private release() {
    if (this.gate.frozen || !this.held.length) return;
    const lines = this.held.splice(0);
    this.later(() => lines.forEach(line => this.control?.write(line)));
  }

  /** Acts after the link's delay, and not before a frozen router is thawed. */
  private later(act: () => void) {
    const { latencyMs, frozen } = this.gate;
    if (frozen) void this.gate.thawed().then(act);
    else if (latencyMs) setTimeout(act, latencyMs);
    else act();
  }
}
