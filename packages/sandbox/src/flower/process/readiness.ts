import { connect } from 'node:net';
import { pause } from '../../shared/sleep';

/** Remembers whether a container is ready, and tells its listener. */
export function createReadiness() {
  let ready = false;
  const listeners: ((ready: boolean) => void)[] = [];
  return {
    listen(listener: (ready: boolean) => void): void {
      listeners.push(listener);
      if (ready) {
        listener(true);
      }
    },
    set(next: boolean): void {
      if (next !== ready) {
        ready = next;
        listeners.forEach(listener => listener(next));
      }
    },
  };
}

/** Resolves with true once something listens, with false when the signal aborts before. */
export async function waitForPort(
  target: { host: string; port: number },
  signal: AbortSignal,
): Promise<boolean> {
  while (!signal.aborted) {
    if (await accepts(target)) {
      return !signal.aborted;
    }
    await pause(100, signal);
  }
  return false;
}

function accepts(target: { host: string; port: number }): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(target);
    const finish = (ok: boolean) => {
      socket.destroy();
      resolve(ok);
    };
    socket.once('connect', () => finish(true));
    socket.once('error', () => finish(false));
  });
}
