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
 * (not more often than needed: whoever is asked may log each call) and soon after something related changed.
 */
export class ProbeReader {
  #reading: unknown;
  #spec: FederationSpec | undefined;
  #target: ProbeTarget | undefined;
  #timer: NodeJS.Timeout | undefined;
  #busy = false;
  #again = false;

  constructor(
    private readonly options: {
      probe: Probe;
      clusters: KubernetesClusters;
      logger: LoggerService;
      signal: AbortSignal;
      intervalMs: number;
      /** Delay of a reading that a change asked for. */
      soonMs: number;
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
    if (changed) this.#schedule(this.options.soonMs);
    else if (moved || !this.#timer) this.#schedule(0);
  }

  #take(reading: unknown) {
    if (reading === this.#reading) return;
    this.#reading = reading;
    this.options.onReading();
  }

  #schedule(delay: number) {
    if (this.options.signal.aborted) return;
    if (this.#busy) {
      this.#again = true;
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#read(), delay);
    this.#timer.unref();
  }

  async #read() {
    const { probe, clusters, logger, signal, soonMs, intervalMs } =
      this.options;
    const target = this.#target;
    const spec = this.#spec;
    if (!target || !spec || signal.aborted) return;
    this.#busy = true;
    this.#again = false;
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
    } finally {
      this.#busy = false;
      this.#schedule(this.#again ? soonMs : intervalMs);
    }
  }
}
