import { EventEmitter, once } from 'node:events';
import { createServer, Socket } from 'node:net';
import { ExternalTarget } from '../../network/sandboxNetwork';
import { LinkFault } from '../linkCauses';
import { TestNetwork, TestSite } from './testSites';
import { RouterTiming } from '../timing';

// Some causes take seconds on a busy machine.
jest.setTimeout(30_000);

/** Short times in the proportions of the real ones; long enough for a busy machine. */
const TIMING: Partial<RouterTiming> = {
  retryMs: 60,
  retryLostMs: 130,
  // Ten times what a busy machine needs to answer: causes that wait for nothing must not run into it.
  connectTimeoutMs: 1_000,
  routeMs: 60,
  routeAgainMs: 60,
  routeLostMs: 40,
  listenerCloseMs: 60,
  helloMs: 100,
  idleMs: 1_000,
  statusMs: 30,
  statusIntervalMs: 30,
  siteRemovalMs: 1_000,
  flowLogMs: 80,
  secretsMs: 5_000,
};

/** How the connecting router's attempts fare instead of reaching what is exposed. */
export type Dial = (host: string, port: number) => Socket;

/** Two routers as in the samples: `west` connects to `east`. */
export class Bench {
  readonly test: TestNetwork;
  /** Attempts to connect so far. */
  attempts = 0;
  private readonly made = new EventEmitter();
  private dialInstead?: Dial;

  private constructor(timing: Partial<RouterTiming>) {
    this.test = new TestNetwork({ timing: { ...TIMING, ...timing } });
    const { network, faults } = this.test;
    const connect = network.connectExternal.bind(network);
    network.connectExternal = (host, port) => {
      this.count();
      return (this.dialInstead ?? connect)(host, port);
    };
    // Attempts that a fault keeps from the network ask for it.
    const cause = faults.cause.bind(faults);
    faults.cause = (cluster, namespace, link) => {
      const found = cause(cluster, namespace, link);
      if (found && link) this.count();
      return found;
    };
  }

  static async start(timing: Partial<RouterTiming> = {}): Promise<Bench> {
    const bench = new Bench(timing);
    await bench.site('west');
    await bench.site('east');
    return bench;
  }

  /** A site more; one of the same name takes the place of the one before. */
  async site(
    name: string,
    { mode = 'interior', id = `router-${name}` } = {},
  ): Promise<TestSite> {
    const index = this.test.sites.findIndex(site => site.name === name);
    if (index >= 0) this.test.sites.splice(index, 1);
    return this.test.site(name, mode, id);
  }

  get west(): TestSite {
    return this.test.sites.find(({ name }) => name === 'west')!;
  }

  get east(): TestSite {
    return this.test.sites.find(({ name }) => name === 'east')!;
  }

  /** The link of the samples. */
  async link(options: Parameters<TestSite['link']>[2] = {}): Promise<void> {
    await this.west.link('link-west-east', this.east, options);
  }

  /** Starts east with its listeners, then west with its link: all is well. */
  async up(options: Parameters<TestSite['link']>[2] = {}): Promise<void> {
    await this.east.acceptLinks();
    await this.east.start();
    await this.link(options);
    await this.west.start();
  }

  /** Something else than a router at east's address. */
  async stranger(behave: (socket: Socket) => void): Promise<void> {
    const { name: cluster, podIP: ip, host } = this.east;
    const target = { cluster, ip, port: 55671 };
    await this.listen(target, behave);
    this.test.network.expose(host, 55671, target);
  }

  /** A server of the test's own. */
  async listen(
    { cluster, ip, port }: ExternalTarget,
    behave: (socket: Socket) => void,
  ): Promise<void> {
    const server = createServer(socket => {
      socket.on('error', () => {});
      behave(socket);
    });
    await this.test.network.listen(cluster, ip, port, server);
  }

  /** A connection to east's router, past all that is in between. */
  dialEast(port = 55671): Socket {
    const { name, podIP } = this.east;
    const socket = this.test.network.connect(name, podIP, port);
    return socket.on('error', () => {});
  }

  /** Lets the link fail by a fault. */
  break(fault: LinkFault): void {
    this.test.faults.breakLink('west', 'fed', 'link-west-east', fault);
  }

  /** Lets the attempts to connect fare so. */
  dialing(dial: Dial | undefined): void {
    this.dialInstead = dial;
  }

  /** Waits until so many attempts were made from now on, or since there were so many; the samples count 15 in 22 s. */
  async further(count = 15, since = this.attempts): Promise<void> {
    const wanted = since + count;
    const signal = AbortSignal.timeout(20_000);
    while (this.attempts < wanted) await once(this.made, 'made', { signal });
  }

  /** Waits until the routers of sites have computed their routes so often. */
  async routes(count: number, sites = this.test.sites): Promise<void> {
    for (const site of sites) {
      await site.until(() => site.logged(/Computed next hops/).length >= count);
    }
  }

  async close(): Promise<void> {
    await this.test.close();
  }

  private count() {
    this.attempts++;
    this.made.emit('made');
  }
}
