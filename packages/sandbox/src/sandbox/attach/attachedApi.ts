import { ControlInputError } from '../controlServer';
import type { ApiServerHandle } from '../types';

/** A real cluster's API server: it can be used, not broken. */
export function attachedApi(name: string, url: string): ApiServerHandle {
  const refuse = (what: string) => () => {
    throw new ControlInputError(
      `${name} is a cluster of a kubeconfig: the sandbox is attached to it and cannot ${what} its API server.`,
    );
  };
  return {
    access: { name, url, caPem: '', token: '' },
    systemToken: '',
    state: 'running',
    latencyMs: 0,
    freeze: refuse('freeze'),
    thaw: refuse('thaw'),
    setLatency: refuse('slow'),
    compact: refuse('compact'),
    kill: async () => refuse('kill')(),
    restart: async () => refuse('restart')(),
    close: async () => undefined,
  };
}
