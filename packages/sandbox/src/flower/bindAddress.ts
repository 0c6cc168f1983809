import { podLoopback } from '../runtime/loopback';
import type { Bind } from './args';

/**
 * The address of the sandbox's network behind which a container's listener stands: the pod's for wildcards, the pod's
 * loopback for 127.0.0.1. @returns undefined for addresses that a pod doesn't have
 */
export function bindAddress(bind: Bind, podIP: string): string | undefined {
  if (bind.port <= 0) {
    return undefined;
  }
  if (/^(127\.|localhost$|::1$)/.test(bind.host)) {
    return podLoopback(podIP);
  }
  return ['0.0.0.0', '::', '', podIP].includes(bind.host) ? podIP : undefined;
}
