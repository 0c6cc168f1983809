import { LoggerService } from '@backstage/backend-plugin-api';
import { KubernetesClusters } from '@backstage-federation/kubernetes-clusters';
import { FederationSpec } from '@backstage-federation/plugin-federation-common';
import {
  ClusterSnapshot,
  Probe,
  ProbeTarget,
} from '@backstage-federation/plugin-federation-node';

/**
 * Keeps the newest reading of one adapter's probe. What it asks has no watch, so it is asked again after `intervalMs`
 * (not more often than needed: whoever is asked may log each call) and soon after something related changed. What a change
 * leads to may show nowhere else, so until all is there that is wanted, it is asked for again and again for some minutes.
 */
export class ProbeReader {
  #reading: unknown;
  #spec: FederationSpec | undefined;
  #target: ProbeTarget | undefined;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #again = false;
  #eagerUntil = 0;

  constructor(
    private readonly options: {
      probe: Probe;
      clusters: KubernetesClusters;
      logger: LoggerService;
      signal: AbortSignal;
      intervalMs: number;
      /** Delay of a reading that a change asked for. */
      soonMs: number;
      /** Pause between two readings while what a change leads to is awaited, and how long it is. */
      eagerMs: number;
      eagerForMs: number;
      onReading(): void;
    },
  ) {
    options.signal.addEventListener('abort', () => clearTimeout(this.#timer), {
      once: true,
    });
  }

  get reading(): unknown {
    return this.#reading;
  }

  /** Looks where the probe has to ask now; `changed` says that something related is another, and to ask soon. */
  update(spec: FederationSpec, clusters: ClusterSnapshot[], changed: boolean) {
    const target = this.options.probe.target(spec, clusters);
    const moved = JSON.stringify(target) !== JSON.stringify(this.#target);
    this.#spec = spec;
    this.#target = target;
    if (!target) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      if (this.#reading !== undefined) {
        this.#take(this.options.probe.lost(this.#reading));
      }
      return;
    }
    if (changed || moved) {
      this.#eagerUntil = Date.now() + this.options.eagerForMs;
    }
    if (changed) this.#schedule(this.options.soonMs);
    else if (moved || !this.#timer) this.#schedule(0);
  }

  /** Asks now, where there is somebody to ask, and resolves when the answer is taken. */
  async readNow(): Promise<void> {
    // What has been asked already may have been answered too early.
    await this.#running;
    await this.#read();
  }

  #take(reading: unknown) {
    if (reading === this.#reading) return;
    this.#reading = reading;
    this.options.onReading();
  }

  #schedule(delay: number) {
    if (this.options.signal.aborted) return;
    if (this.#running) {
      this.#again = true;
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#read(), delay);
    this.#timer.unref();
  }

  #read(): Promise<void> {
    const target = this.#target;
    const spec = this.#spec;
    if (!target || !spec || this.options.signal.aborted) {
      return Promise.resolve();
    }
    clearTimeout(this.#timer);
    this.#again = false;
    this.#running ??= this.#ask(spec, target).finally(() => {
      this.#running = undefined;
      this.#schedule(this.#pause(spec));
    });
    return this.#running;
  }

  #pause(spec: FederationSpec): number {
    const { probe, soonMs, eagerMs, intervalMs } = this.options;
    if (this.#again) return soonMs;
    const isAwaited =
      Date.now() < this.#eagerUntil &&
      this.#reading !== undefined &&
      probe.settled?.(spec, this.#reading) === false;
    return isAwaited ? Math.min(eagerMs, intervalMs) : intervalMs;
  }

  async #ask(spec: FederationSpec, target: ProbeTarget) {
    const { probe, clusters, logger, signal } = this.options;
    try {
      const before = this.#reading;
      const client = clusters.get(target.cluster);
      const reading = await probe.read(client, target, {
        spec,
        before,
        signal,
      });
      if (!signal.aborted) this.#take(reading);
    } catch (error) {
      if (!signal.aborted) {
        logger.warn(`Federation ${spec.name}: a probe failed: ${error}`);
      }
    }
  }
}
