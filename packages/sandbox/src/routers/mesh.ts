import { RouterLog } from './log';
import { OwnRecord } from './ownRecord';
import { Peer } from './peer';
import { computeRoutes, Route, RouterNode } from './routes';
import { RouterTiming } from './timing';

/** What a router tells all routers of the network about itself. */
export interface RouterRecord extends OwnRecord, RouterNode {
  seq: number;
}

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
  private readonly tags = new Map<Peer, number>();
  private lastRoutes = '{}{}';
  /** A connection is new whose routes are not computed yet. */
  private fresh = false;
  private again?: NodeJS.Timeout;
  private readonly forgetting = new Map<string, NodeJS.Timeout>();

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
      // Its first hello shows it.
      const timer = setTimeout(
        () =>
          this.log.log(
            'ROUTER_HELLO',
            'critical',
            `Detected Neighbor Router with a Duplicate ID - ${this.id}`,
          ),
        this.timing.routeMs / 3,
      );
      this.timers.set(peer, timer);
      return;
    }
    this.fresh = true;
    this.schedule(peer, true, this.timing.routeMs);
  }

  /** Hellos of the peer stay away, or come again. */
  setHearing(peer: Peer, heard: boolean): void {
    if (this.peers.has(peer) && peer.router !== this.id) {
      this.schedule(peer, heard, heard ? 0 : 1);
    }
  }

  removePeer(peer: Peer): void {
    if (!this.peers.delete(peer)) return;
    const tag = this.tags.get(peer);
    if (tag !== undefined) {
      this.tags.delete(peer);
      this.log.neighborLost(tag);
    }
    if (peer.router === this.id) clearTimeout(this.timers.get(peer));
    else this.schedule(peer, false, this.timing.routeLostMs);
  }

  receive(peer: Peer, record: RouterRecord): void {
    const known = this.records.get(record.id);
    if (record.id === this.id) return;
    const newer =
      !known ||
      record.instance > known.instance ||
      (record.instance === known.instance && record.seq > known.seq);
    if (!newer) return;
    if (known && record.instance > known.instance && !this.isDouble(record)) {
      this.fresh = false;
      this.log.info('ROUTER', `Detected Restart of Router Node ${record.id}`);
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

  /** How many other routers are reached, without edge routers. */
  get interiorRoutes(): number {
    return [...this.routes.keys()].filter(id => this.isShown(id)).length;
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
    clearTimeout(this.again);
    this.forgetting.forEach(timer => clearTimeout(timer));
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
          if (!this.tags.has(peer)) this.tags.set(peer, this.freeTag());
        } else this.neighbors.delete(peer);
        this.publish(this.own);
      }, ms),
    );
  }

  /** The lowest that no neighbour has. */
  private freeTag(): number {
    const taken = new Set(this.tags.values());
    let tag = 0;
    while (taken.has(tag)) tag++;
    return tag;
  }

  /** Whether two connected routers have the same id. */
  private isDouble({ id, instance }: RouterRecord): boolean {
    const instances = [...this.peers]
      .filter(peer => peer.router === id)
      .map(peer => peer.open.instance);
    return instances.some(other => other !== instance);
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
      if (!this.routes.has(id)) this.lose(id);
    }
    for (const id of this.routes.keys()) {
      this.lostAt.delete(id);
      clearTimeout(this.forgetting.get(id));
      this.forgetting.delete(id);
    }
    this.logRoutes();
    this.onChange();
  }

  private lose(id: string) {
    this.lostAt.set(id, performance.now());
    if (!this.isShown(id)) return;
    const timer = setTimeout(() => {
      this.forgetting.delete(id);
      this.log.info(
        'ROUTER_LS',
        `Invalidating addresses on unreachable node: ${id}`,
      );
    }, this.timing.listenerCloseMs);
    this.forgetting.set(id, timer);
  }

  /** Edge routers have no part in the computation of routes. */
  private isShown(id: string): boolean {
    return this.own.mode !== 'edge' && this.records.get(id)?.mode !== 'edge';
  }

  private logRoutes() {
    const routes = [...this.routes]
      .filter(([id]) => this.isShown(id))
      .sort(([a], [b]) => a.localeCompare(b));
    const dictionary = (value: (route: Route) => string) =>
      `{${routes.map(([id, route]) => `'${id}': ${value(route)}`).join(', ')}}`;
    const hops = dictionary(route => `'${route.nextHop}'`);
    const costs = dictionary(route => String(route.cost));
    if (this.own.mode === 'edge' || this.lastRoutes === hops + costs) return;
    this.lastRoutes = hops + costs;
    this.lastTopologyChange = Math.floor(Date.now() / 1000);
    const lost = [...this.lostAt.keys()].filter(id => this.isShown(id)).sort();
    const radius = Math.max(
      0,
      ...routes.map(([id, route]) => (route.nextHop === id ? 1 : 2)),
    );
    const lines = [
      `Computed next hops: ${hops}`,
      `Computed costs: ${costs}`,
      `Computed valid origins: ${dictionary(() => '[]')}`,
      `Computed radius: ${radius}`,
      `Unreachable_ids: [${lost.map(id => `'${id}'`).join(', ')}]`,
    ];
    const write = () => lines.forEach(line => this.log.info('ROUTER_LS', line));
    clearTimeout(this.again);
    write();
    // A new neighbour tells a second time, and its routes are computed again.
    if (this.fresh && routes.length) {
      this.fresh = false;
      this.again = setTimeout(write, this.timing.routeAgainMs);
    }
  }
}
