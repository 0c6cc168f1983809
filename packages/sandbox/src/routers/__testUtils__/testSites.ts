import { EventEmitter, once } from 'node:events';
import { KubeObject, resources, ResourceType } from '../../client';
import { SandboxNetwork } from '../../network';
import { InProcessCluster } from '../../__testUtils__/inProcessCluster';
import { RunningContainer } from '../../runtime/types';
import { RouterFaults } from '../faults';
import { NetworkStatus } from '../networkStatus';
import { createRouterRuntimes, RouterRuntimeOptions } from '../runtime';
import { createAuthority, TestAuthority } from './testCertificates';

const CONFIG_MAPS = resource('configmaps', 'ConfigMap');
const SECRETS = resource('secrets', 'Secret');

/** Elements of `skrouterd.json`. */
export type Element = [string, Record<string, unknown>];

/** A site: its API objects as the controller would write them, and its router. */
export class TestSite {
  readonly client: InProcessCluster;
  readonly lines: string[] = [];
  readonly podIP: string;
  private readonly changes = new EventEmitter().setMaxListeners(0);
  private readonly watching = new AbortController();
  private elements: Element[];
  private pods = 0;
  router?: RunningContainer;

  constructor(
    readonly test: TestNetwork,
    readonly name: string,
    mode: string,
    readonly authority: TestAuthority,
    /** The router's id; without, the site's and the pod's names, as with the real controller. */
    routerId = `${name}-\${HOSTNAME}`,
  ) {
    this.client = new InProcessCluster(name, { namespaces: ['fed'] });
    this.podIP = `10.1.0.${test.sites.length + 1}`;
    const metadata = JSON.stringify({ id: this.id, version: '2.2.1' });
    this.elements = [['router', { id: routerId, mode, metadata }]];
    this.client.watch(CONFIG_MAPS, {
      signal: this.watching.signal,
      onUpsert: () => this.changes.emit('change'),
      onDelete: () => this.changes.emit('change'),
    });
  }

  get id(): string {
    return `site-id-${this.name}`;
  }

  /** External host that leads to this site's router. */
  get host(): string {
    return `${this.name}.example.net`;
  }

  /** Starts a router pod and waits until it is ready; a second call is a new pod. */
  async start(): Promise<void> {
    const router = await this.launch();
    await new Promise<void>(resolve => {
      router.onReady(ready => ready && resolve());
    });
  }

  async launch(): Promise<RunningContainer> {
    await this.client.load(resources.deployments, {
      ...object('Deployment', 'skupper-router'),
      apiVersion: 'apps/v1',
    });
    await this.write();
    const name = `skupper-router-${++this.pods}`;
    const pod: KubeObject = {
      ...object('Pod', name),
      spec: {
        containers: [
          {
            name: 'kube-adaptor',
            env: [{ name: 'SKUPPER_SITE_NAME', value: this.name }],
          },
        ],
      },
      status: { podIP: this.podIP },
    };
    const [runtime] = createRouterRuntimes({
      faults: this.test.faults,
      ...this.test.options,
    });
    const router = runtime.start({
      cluster: this.name,
      pod,
      container: { name: 'router', image: 'skupper-router:3.5.1' },
      client: this.client,
      network: this.test.network,
      log: line => {
        this.lines.push(line);
        this.changes.emit('change');
      },
    });
    this.router = router;
    return router;
  }

  /** Asks the router to end. */
  async stop(): Promise<void> {
    await this.router?.stop(1_000);
  }

  /** Ends the router without asking. */
  async kill(): Promise<void> {
    await this.router?.stop(0);
  }

  /** Lets other sites link to this one. */
  async acceptLinks(dns = [this.host], ip: string[] = []): Promise<void> {
    await this.secret('skupper-site-server', 'skupper-site-server', {
      subject: 'skupper-router',
      dns,
      ip,
    });
    for (const [role, port] of [
      ['inter-router', 55671],
      ['edge', 45671],
    ] as const) {
      const name = `skupper-router-${role}`;
      await this.add(
        'listener',
        { name, role, port, sslProfile: 'skupper-site-server' },
        'skupper-site-server',
      );
      const target = { cluster: this.name, ip: this.podIP, port };
      this.test.network.expose(this.host, port, target);
    }
  }

  /** Links this site to another, with a certificate of the other's authority unless told otherwise. */
  async link(
    name: string,
    to: TestSite,
    options: {
      role?: 'inter-router' | 'edge';
      host?: string;
      port?: number;
      cost?: number;
      secret?: Record<string, string>;
      proxyProfile?: string;
    } = {},
  ): Promise<void> {
    const { role = 'inter-router', host = to.host, cost = 1 } = options;
    const port = options.port ?? (role === 'edge' ? 45671 : 55671);
    const data =
      options.secret ?? (await to.authority.issue({ subject: this.id }));
    await this.putSecret(name, `${name}-profile`, data);
    await this.add(
      'connector',
      {
        name,
        role,
        host,
        port: String(port),
        cost,
        sslProfile: `${name}-profile`,
        ...(options.proxyProfile && { proxyProfile: options.proxyProfile }),
      },
      `${name}-profile`,
    );
  }

  /** Adds an element, and the TLS profile that it uses. */
  async add(
    type: string,
    attributes: Record<string, unknown>,
    sslProfile?: string,
  ): Promise<void> {
    if (sslProfile) {
      const known = this.elements.some(
        ([t, a]) => t === 'sslProfile' && a.name === sslProfile,
      );
      if (!known) this.elements.push(['sslProfile', { name: sslProfile }]);
    }
    this.elements.push([type, attributes]);
    await this.write();
  }

  async remove(type: string, name: string): Promise<void> {
    this.elements = this.elements.filter(
      ([t, attributes]) => t !== type || attributes.name !== name,
    );
    await this.write();
  }

  async secret(
    name: string,
    profile: string,
    options: Parameters<TestAuthority['issue']>[0],
  ): Promise<void> {
    await this.putSecret(name, profile, await this.authority.issue(options));
  }

  async putSecret(name: string, profile: string, data: Record<string, string>) {
    const secret = {
      ...object('Secret', name, {
        annotations: {
          'internal.skupper.io/tls-profile-context': JSON.stringify([
            { profileName: profile, ordinal: 0 },
          ]),
        },
      }),
      data,
    };
    await this.client.apply(SECRETS, secret, 'skupper-controller');
  }

  async status(): Promise<NetworkStatus | undefined> {
    const found = await this.client.get(
      CONFIG_MAPS,
      'fed',
      'skupper-network-status',
    );
    return found && JSON.parse(found.data.NetworkStatus);
  }

  /** The own record of a link in the network status. */
  async linkRecord(name: string) {
    const status = await this.status();
    return status?.siteStatus
      .find(({ site }) => site.identity === this.id)
      ?.routerStatus.flatMap(({ links }) => links)
      .find(link => link.name === name);
  }

  /** Waits for something to be true of the ConfigMaps or the log. */
  async until(condition: () => unknown, timeoutMs = 10_000): Promise<void> {
    const signal = AbortSignal.timeout(timeoutMs);
    for (;;) {
      // Listening first: a change during the condition counts.
      const changed = once(this.changes, 'change', { signal }).then(
        () => true,
        () => false,
      );
      if (await condition()) return;
      if (!(await changed)) {
        throw new Error(
          `Not so: ${condition}\n${this.lines.slice(-20).join('\n')}`,
        );
      }
    }
  }

  logged(pattern: RegExp): string[] {
    return this.lines
      .map(line => line.slice(33))
      .filter(line => pattern.test(line));
  }

  private async write() {
    const map = {
      ...object('ConfigMap', 'skupper-router', {
        labels: { 'internal.skupper.io/router-config': '' },
      }),
      data: { 'skrouterd.json': JSON.stringify(this.elements) },
    };
    await this.client.apply(CONFIG_MAPS, map, 'skupper-controller');
  }
}

/** Sites of a test, each in a cluster of its own, on one network. */
export class TestNetwork {
  readonly network: SandboxNetwork = new SandboxNetwork();
  readonly faults = new RouterFaults();
  readonly sites: TestSite[] = [];

  constructor(readonly options: RouterRuntimeOptions = {}) {}

  async site(
    name: string,
    mode = 'interior',
    routerId?: string,
  ): Promise<TestSite> {
    const authority = await createAuthority(`${name} site CA`);
    const site = new TestSite(this, name, mode, authority, routerId);
    this.sites.push(site);
    return site;
  }

  async close(): Promise<void> {
    await Promise.all(this.sites.map(site => site.stop()));
    await this.network.close();
  }
}

function object(kind: string, name: string, metadata = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind,
    metadata: { name, namespace: 'fed', ...metadata },
  };
}

function resource(plural: string, kind: string): ResourceType {
  return { apiVersion: 'v1', kind, plural, namespaced: true };
}
