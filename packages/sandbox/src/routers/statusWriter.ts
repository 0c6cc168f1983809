import { resources, SandboxClient } from '../client';
import { Mesh, RouterRecord } from './mesh';
import { networkStatus } from './networkStatus';
import { RouterTiming } from './timing';

const NAME = 'skupper-network-status';

/** Options of {@link StatusWriter}. */
export interface StatusWriterOptions {
  client: SandboxClient;
  namespace: string;
  mesh: Mesh;
  timing: RouterTiming;
  routerVersion: string;
  isFrozen(): boolean;
}

/** Keeps ConfigMap `skupper-network-status` up to date, as the kube-adaptor of a site's first router does. */
export class StatusWriter {
  private timer?: NodeJS.Timeout;
  private due = Infinity;
  private lastWrite = -Infinity;
  private written?: string;
  private writing = false;
  private owner?: { name: string; uid: string };
  private stopped = false;

  constructor(private readonly options: StatusWriterOptions) {}

  /** Something changed. */
  changed(): void {
    const { statusMs, statusIntervalMs } = this.options.timing;
    const now = performance.now();
    this.at(Math.max(now + statusMs, this.lastWrite + statusIntervalMs));
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /** Routers that are reached, and those lost a short while ago. */
  private visible(): RouterRecord[] {
    const { mesh, timing } = this.options;
    const now = performance.now();
    for (const [id, since] of mesh.lostAt) {
      const until = since + timing.siteRemovalMs;
      if (until <= now) {
        mesh.lostAt.delete(id);
        mesh.records.delete(id);
      } else this.at(until);
    }
    return [...mesh.records.values()].filter(
      ({ id }) => id === mesh.id || mesh.routes.has(id) || mesh.lostAt.has(id),
    );
  }

  private at(time: number) {
    if (this.stopped || time >= this.due) return;
    this.due = time;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.due = Infinity;
      this.write();
    }, Math.max(0, time - performance.now()));
  }

  private async write() {
    const { mesh, isFrozen, routerVersion } = this.options;
    if (this.writing || isFrozen()) {
      this.changed();
      return;
    }
    const records = this.visible();
    const own = mesh.records.get(mesh.id)!;
    // Of several routers of a site one writes.
    const isFirst = !records.some(
      other =>
        other.site.identity === own.site.identity &&
        mesh.routes.has(other.id) &&
        other.deployment < own.deployment,
    );
    const text = JSON.stringify(networkStatus(records, routerVersion));
    if (!isFirst || text === this.written) return;
    this.writing = true;
    this.lastWrite = performance.now();
    try {
      await this.put(text, own.deployment);
      this.written = text;
    } catch {
      this.changed();
    } finally {
      this.writing = false;
    }
  }

  private async put(text: string, deployment: string) {
    const { client, namespace } = this.options;
    const data = { NetworkStatus: text };
    try {
      await client.patch(resources.configMaps, namespace, NAME, { data });
      return;
    } catch (error: any) {
      if (error.code !== 404) throw error;
    }
    if (!this.owner) {
      const found = await client.get(
        resources.deployments,
        namespace,
        deployment,
      );
      if (found) this.owner = { name: deployment, uid: found.metadata.uid! };
    }
    await client.create(resources.configMaps, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: NAME,
        namespace,
        ...(this.owner && {
          ownerReferences: [
            { apiVersion: 'apps/v1', kind: 'Deployment', ...this.owner },
          ],
        }),
      },
      data,
    });
  }
}
