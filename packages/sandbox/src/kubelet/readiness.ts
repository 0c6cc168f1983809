import type { ContainerContext, RunningContainer } from '../runtime/types';
import { probeChanges } from './probes';

/** What watching a container's readiness needs. */
export interface ReadinessContext {
  container: RunningContainer;
  context: ContainerContext;
  /** Ends the probes. */
  signal: AbortSignal;
  event(type: 'Normal' | 'Warning', reason: string, message: string): void;
  /** Ends the container because a probe failed. */
  restart(): void;
  onChange(started: boolean, ready: boolean): void;
}

/** A container is ready when its runtime says so and its probes agree; liveness and readiness wait for the startup probe. */
export function watchReadiness(options: ReadinessContext): void {
  const { container, context, signal, event } = options;
  const { startupProbe, readinessProbe, livenessProbe } = context.container;
  const state = {
    runtime: false,
    startup: !startupProbe,
    readiness: !readinessProbe,
  };
  let shown = '';
  const update = (change: Partial<typeof state>) => {
    Object.assign(state, change);
    const ready = state.runtime && state.startup && state.readiness;
    const next = `${state.startup} ${ready}`;
    if (!signal.aborted && next !== shown) {
      shown = next;
      options.onChange(state.startup, ready);
    }
  };
  const restart = (kind: string) => {
    const { name } = context.container;
    const what = `Container ${name} failed ${kind.toLowerCase()} probe, will be restarted`;
    event('Warning', 'Unhealthy', `${kind} probe failed`);
    event('Normal', 'Killing', what);
    options.restart();
  };
  const watchReady = async () => {
    if (!readinessProbe) {
      return;
    }
    for await (const readiness of probeChanges(
      context,
      readinessProbe,
      signal,
    )) {
      if (!readiness) {
        event('Warning', 'Unhealthy', 'Readiness probe failed');
      }
      update({ readiness });
    }
  };
  const watchAlive = async () => {
    if (!livenessProbe) {
      return;
    }
    for await (const ok of probeChanges(context, livenessProbe, signal)) {
      if (!ok) {
        restart('Liveness');
      }
    }
  };
  const watchProbes = async () => {
    if (startupProbe) {
      const startup = probeChanges(context, startupProbe, signal);
      const { value: ok } = await startup.next();
      if (ok === false) {
        restart('Startup');
      }
      if (!ok) {
        return;
      }
    }
    update({ startup: true });
    void watchReady();
    void watchAlive();
  };
  container.onReady(runtime => update({ runtime }));
  void watchProbes();
}
