/**
 * The key under which the sandbox's network knows what listens on a pod's own 127.0.0.1: not reachable from other pods
 * or through Services, but by port-forward, which dials from inside the pod.
 */
export function podLoopback(podIP: string): string {
  return `${podIP}%lo`;
}
