import { RouterLog } from './log';
import { Peer } from './peer';
import { computeRoutes, Route, RouterNode } from './routes';
import { RouterTiming } from './timing';

/** A link in a router's record: what the network status says of it. */
export interface LinkRecord {
  name: string;
  linkCost: number;
  status: 'up' | 'down';
  role: string;
  peer?: string;
}

export interface ListenerRecord {
  name: string;
  destHost: string;
  destPort: string;
  protocol: string;
  address: string;
}

export interface ConnectorRecord {
  destHost: string;
  destPort: string;
  address: string;
  process?: string;
}

/** What a router tells all routers of the network about itself. */
export interface RouterRecord extends RouterNode {
  instance: number;
  seq: number;
  site: {
    identity: string;
    name: string;
    namespace: string;
    version: string;
  };
  deployment: string;
  mode: string;
  hostname: string;
  access: string[];
  links: LinkRecord[];
  listeners: ListenerRecord[];
  connectors: ConnectorRecord[];
}

export type OwnRecord = Omit<RouterRecord, 'seq' | 'neighbors'>;

/** All routers of the network as this one hears of them, and the routes to them. */
export class Mesh {
  readonly records = new Map<string, RouterRecord>();
  /** When a router's route ended; its records are kept for a while. */
  readonly lostAt = new Map<string, number>();
  routes = new Map<string, Route>();
  /** Unix seconds. */
  lastTopologyChange = Math.floor(Date.now() / 1000);
  private readonly peers = new Set<Peer>();
  private readonly neighbors = new Map<Peer, number>();
  private readonly timers = new Map<Peer, NodeJS.Timeout>();
  private seq = 0;
  private linkTags = 0;
  private readonly tags = new Map<Peer, number>();
  private lastRoutes = '{}{}';

  constructor(
    private own: OwnRecord,
    private readonly log: RouterLog,
    private readonly timing: RouterTiming,
    /** Called when records or routes changed. */
    private readonly onChange: () => void,
  ) {
    this.publish(own);
  }

  get id(): string {
    return this.own.id;
  }

  /** Changes this router's record and tells the network. */
  publish(own: OwnRecord): void {
    this.own = own;
    const neighbors: Record<string, number> = {};
    for (const [peer, cost] of this.neighbors) {
      const known = neighbors[peer.router];
      neighbors[peer.router] = Math.min(cost, known ?? Infinity);
    }
    const record = { ...own, neighbors, seq: ++this.seq };
    this.records.set(own.id, record);
    this.flood(record);
    this.compute();
  }

  /** The connection to a peer opened: tell it all; some time later there is a route over it. */
  addPeer(peer: Peer): void {
    this.peers.add(peer);
    for (const record of this.records.values()) {
      peer.send({ type: 'record', record });
    }
    if (peer.router === this.id) {
      this.log.log(
        'ROUTER_HELLO',
        'critical',
        `Detected Neighbor Router with a Duplicate ID - ${this.id}`,
      );
      return;
    }
    this.schedule(peer, true, this.timing.routeMs);
  }

  /** Hellos of the peer stay away, or come again. */
  setHearing(peer: Peer, heard: boolean): void {
    if (this.peers.has(peer)) this.schedule(peer, heard, heard ? 0 : 1);
  }

  removePeer(peer: Peer): void {
    if (!this.peers.delete(peer)) return;
    const tag = this.tags.get(peer);
    if (tag !== undefined) {
      this.tags.delete(peer);
      this.log.log(
        'ROUTER_LS',
        'info',
        `Link to Neighbor Router Lost - link_tag=${tag}`,
      );
    }
    this.schedule(peer, false, this.timing.routeLostMs);
  }

  receive(peer: Peer, record: RouterRecord): void {
    const known = this.records.get(record.id);
    if (record.id === this.id) return;
    const newer =
      !known ||
      record.instance > known.instance ||
      (record.instance === known.instance && record.seq > known.seq);
    if (!newer) return;
    if (known && record.instance > known.instance) {
      this.log.log(
        'ROUTER',
        'info',
        `Detected Restart of Router Node ${record.id}`,
      );
    }
    this.records.set(record.id, record);
    this.flood(record, peer);
    this.compute();
  }

  /** The peer over which a router is reached now. */
  nextHop(id: string): Peer | undefined {
    const route = this.routes.get(id);
    for (const peer of this.neighbors.keys()) {
      if (peer.connected && peer.router === route?.nextHop) return peer;
    }
    return undefined;
  }

  /** Routers with a connector for a routing key, this one included, with the cost to reach them. */
  destinations(key: string): { id: string; cost: number }[] {
    return [...this.records.values()]
      .filter(record => record.connectors.some(c => c.address === key))
      .flatMap(({ id }) => {
        const cost = id === this.id ? 0 : this.routes.get(id)?.cost;
        return cost === undefined ? [] : { id, cost };
      });
  }

  close(): void {
    this.timers.forEach(timer => clearTimeout(timer));
    this.timers.clear();
    this.peers.clear();
  }

  private schedule(peer: Peer, routable: boolean, ms: number) {
    clearTimeout(this.timers.get(peer));
    this.timers.set(
      peer,
      setTimeout(() => {
        this.timers.delete(peer);
        if (routable) {
          this.neighbors.set(peer, peer.open.cost);
          if (!this.tags.has(peer)) this.tags.set(peer, this.linkTags++);
        } else this.neighbors.delete(peer);
        this.publish(this.own);
      }, ms),
    );
  }

  private flood(record: RouterRecord, except?: Peer) {
    for (const peer of this.peers) {
      if (peer !== except) peer.send({ type: 'record', record });
    }
  }

  private compute() {
    const before = this.routes;
    this.routes = computeRoutes(this.id, this.records);
    for (const id of before.keys()) {
      if (!this.routes.has(id)) this.lostAt.set(id, performance.now());
    }
    for (const id of this.routes.keys()) this.lostAt.delete(id);
    this.logRoutes(before);
    this.onChange();
  }

  private logRoutes(before: Map<string, Route>) {
    const routes = [...this.routes].sort(([a], [b]) => a.localeCompare(b));
    const dictionary = (value: (route: Route) => string) =>
      `{${routes.map(([id, route]) => `'${id}': ${value(route)}`).join(', ')}}`;
    const hops = dictionary(route => `'${route.nextHop}'`);
    const costs = dictionary(route => String(route.cost));
    if (this.own.mode === 'edge' || this.lastRoutes === hops + costs) return;
    this.lastRoutes = hops + costs;
    this.lastTopologyChange = Math.floor(Date.now() / 1000);
    const lost = [...before.keys()].filter(id => !this.routes.has(id)).sort();
    const radius = Math.max(
      0,
      ...routes.map(([id, route]) => (route.nextHop === id ? 1 : 2)),
    );
    for (const line of [
      `Computed next hops: ${hops}`,
      `Computed costs: ${costs}`,
      `Computed valid origins: ${dictionary(() => '[]')}`,
      `Computed radius: ${radius}`,
      `Unreachable_ids: [${lost.map(id => `'${id}'`).join(', ')}]`,
    ]) {
      this.log.log('ROUTER_LS', 'info', line);
    }
  }
}
