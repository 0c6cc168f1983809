import type { ContainerContext, RunningContainer } from '../runtime/types';
import { runProbe } from './probes';

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
  const update = () => {
    const ready = state.runtime && state.startup && state.readiness;
    const next = `${state.startup} ${ready}`;
    if (!signal.aborted && next !== shown) {
      shown = next;
      options.onChange(state.startup, ready);
    }
  };
  const restart = (kind: string) => {
    event('Warning', 'Unhealthy', `${kind} probe failed`);
    event(
      'Normal',
      'Killing',
      `Container ${
        context.container.name
      } failed ${kind.toLowerCase()} probe, will be restarted`,
    );
    options.restart();
  };
  const afterStartup = () => {
    if (readinessProbe) {
      void runProbe(context, readinessProbe, signal, ok => {
        if (!ok) {
          event('Warning', 'Unhealthy', 'Readiness probe failed');
        }
        state.readiness = ok;
        update();
      });
    }
    if (livenessProbe) {
      void runProbe(context, livenessProbe, signal, ok => {
        if (!ok) {
          restart('Liveness');
        }
      });
    }
  };
  container.onReady(ready => {
    state.runtime = ready;
    update();
  });
  if (startupProbe) {
    const startup = new AbortController();
    signal.addEventListener('abort', () => startup.abort());
    void runProbe(context, startupProbe, startup.signal, ok => {
      startup.abort();
      if (ok) {
        state.startup = true;
        afterStartup();
        update();
      } else {
        restart('Startup');
      }
    });
  } else {
    afterStartup();
  }
  update();
}
