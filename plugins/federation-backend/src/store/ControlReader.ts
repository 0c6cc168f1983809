import { ClusterClient } from '@backstage-federation/kubernetes-clusters';
import {
  ControlReading,
  ControlTarget,
  ServedCertificate,
  Workload,
} from '@backstage-federation/plugin-federation-node';
import { FederationSpec } from '@backstage-federation/plugin-federation-common';

/**
 * Keeps the newest reading of one SuperLink's Control API. The API has no watch, so it is asked again after
 * `intervalMs` (Flower logs a line per call: not more often than needed) and soon after something related changed.
 */
export class ControlReader {
  #reading: ControlReading | undefined;
  #target: ControlTarget | undefined;
  #timer: NodeJS.Timeout | undefined;
  #busy = false;
  #again = false;

  constructor(
    private readonly options: {
      workload: Workload;
      client: ClusterClient;
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

  get reading(): ControlReading | undefined {
    return this.#reading;
  }

  /** Says where the Control API is now, and that something related may have changed. */
  update(spec: FederationSpec, target: ControlTarget | undefined) {
    const moved = JSON.stringify(target) !== JSON.stringify(this.#target);
    this.#target = target;
    if (!target) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      if (this.#reading) this.#fail('The SuperLink has no ready pod.');
      return;
    }
    if (moved || !this.#timer) this.#schedule(spec, 0);
  }

  /** Asks again soon. */
  refresh(spec: FederationSpec) {
    if (this.#target) this.#schedule(spec, this.options.soonMs);
  }

  #schedule(spec: FederationSpec, delay: number) {
    if (this.options.signal.aborted) return;
    if (this.#busy) {
      this.#again = true;
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#read(spec), delay);
    this.#timer.unref();
  }

  async #read(spec: FederationSpec) {
    const target = this.#target;
    if (!target || this.options.signal.aborted) return;
    const { workload, client, signal } = this.options;
    this.#busy = true;
    this.#again = false;
    let certificate: ServedCertificate | undefined;
    try {
      const nodes = await workload.readNodes(client, target, spec, {
        signal,
        onCertificate: found => {
          certificate = found;
        },
      });
      const readAt = new Date().toISOString();
      this.#reading = {
        state: 'ok',
        nodes,
        readAt,
        ...(certificate ? { certificate } : {}),
      };
      this.options.onReading();
    } catch (error) {
      if (!signal.aborted) {
        this.#fail(
          error instanceof Error ? error.message : String(error),
          certificate,
        );
      }
    } finally {
      this.#busy = false;
      this.#schedule(
        spec,
        this.#again ? this.options.soonMs : this.options.intervalMs,
      );
    }
  }

  #fail(reason: string, certificate?: ServedCertificate) {
    const before = this.#reading;
    if (before?.state === 'failed' && before.reason === reason) return;
    this.#reading = {
      state: 'failed',
      reason,
      since:
        before?.state === 'failed' ? before.since : new Date().toISOString(),
      last:
        before?.state === 'ok'
          ? { nodes: before.nodes, readAt: before.readAt }
          : before?.last,
      ...(certificate ? { certificate } : {}),
    };
    this.options.onReading();
  }
}
