import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiProxy, configThrough } from '../../support/ApiProxy';
import { Kube } from '../../support/kube';
import { Right, rightsOf, textOf } from './attribution';
import { runId } from '../../support/target';
import { Contexts, identityOf } from './identities';
import { grant, ShippedRole } from './roles';

/** Clusters as somebody with certain roles reaches them, with a record of what he asks of them. */
export class Watchpost {
  readonly #proxies = new Map<string, ApiProxy>();
  readonly #undo: (() => Promise<void>)[] = [];
  readonly dir = mkdtempSync(join(tmpdir(), 'federation-rbac-'));
  readonly #tokens = new Map<string, string>();

  private constructor() {}

  static async open(
    target: Contexts & { contexts: string[] },
    user: 'observer' | 'manager',
    roles: ShippedRole[],
  ): Promise<Watchpost> {
    const post = new Watchpost();
    try {
      for (const name of target.contexts) {
        const kube = target.kube(name);
        const identity = await identityOf(target, name, user, runId);
        post.#undo.push(identity.remove);
        post.#undo.push(await grant(kube, identity.subject, roles, runId));
        const proxy = await ApiProxy.start(kube);
        post.#undo.push(() => proxy.stop());
        post.#proxies.set(name, proxy);
        post.#tokens.set(name, identity.token);
      }
    } catch (error) {
      await post.close();
      throw error;
    }
    return post;
  }

  /** The Backstage configuration of the clusters. */
  get config() {
    return configThrough(this.#proxies, name => this.#tokens.get(name)!);
  }

  /** The configuration in a file. */
  get configFile(): string {
    const file = join(this.dir, 'app-config.rbac.yaml');
    writeFileSync(file, JSON.stringify(this.config), { mode: 0o600 });
    return file;
  }

  /** A plain client that asks as this somebody. */
  kube(cluster: string): Kube {
    const file = join(this.dir, `${cluster}.kubeconfig`);
    const { url, caPem } = this.#proxies.get(cluster)!;
    const config = {
      clusters: [
        {
          name: cluster,
          cluster: {
            server: url,
            'certificate-authority-data': Buffer.from(caPem).toString('base64'),
          },
        },
      ],
      users: [{ name: cluster, user: { token: this.#tokens.get(cluster) } }],
      contexts: [{ name: cluster, context: { cluster, user: cluster } }],
    };
    writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
    return new Kube(file, cluster);
  }

  /** Rights that were needed for what was asked until now, as `verb resource`. */
  used(): Set<string> {
    return new Set(this.#rights(() => true).map(textOf));
  }

  /** Requests that were refused for want of a right. */
  refused(): string[] {
    return [
      ...new Set(this.#rights(({ code }) => code === 403).map(textOf)),
    ].sort();
  }

  async close(): Promise<void> {
    for (const undo of this.#undo.splice(0).reverse()) await undo();
    rmSync(this.dir, { recursive: true, force: true });
  }

  #rights(wanted: (request: { code: number }) => boolean): Right[] {
    return [...this.#proxies.values()]
      .flatMap(({ requests }) => requests)
      .filter(wanted)
      .flatMap(rightsOf);
  }
}
