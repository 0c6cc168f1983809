import type { RunningContainer } from '../../runtime/types';
import type { ProcessGroup } from './processGroup';
import { createReadiness } from './readiness';

/** What the run of a container's processes and those who stop it tell each other. */
export interface ProcessState {
  /** Once they are started. */
  process?: ProcessGroup;
  /** Told before they were started, it keeps them from starting. */
  stopped?: boolean;
}

/** A container that is processes of this machine. @param run - starts them, and settles when they have ended */
export function processContainer(
  run: (
    state: ProcessState,
    setReady: (ready: boolean) => void,
  ) => RunningContainer['exited'],
): RunningContainer {
  const readiness = createReadiness();
  const state: ProcessState = {};
  const exited = run(state, readiness.set);
  return {
    exited,
    onReady: readiness.listen,
    async stop(graceMs) {
      state.stopped = true;
      await state.process?.stop(graceMs);
      await exited;
    },
    get pid() {
      return state.process?.pid;
    },
  };
}
