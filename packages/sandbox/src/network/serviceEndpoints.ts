import { KubeObject } from '../client';
import { isPodReady, matchesLabels } from '../shared/objects';

/** A port of a Service that is forwarded. */
export interface ServicePort {
  name?: string;
  port: number;
  targetPort: number | string;
  nodePort?: number;
}

/** The TCP ports of a Service. */
export function servicePorts(service: KubeObject): ServicePort[] {
  return (service.spec?.ports ?? [])
    .filter((port: any) => (port.protocol ?? 'TCP') === 'TCP')
    .map((port: any) => ({
      name: port.name,
      port: port.port,
      targetPort: port.targetPort ?? port.port,
      nodePort: port.nodePort,
    }));
}

/** The Service's own address, if it has one. */
export function clusterIP(service: KubeObject): string | undefined {
  const ip = service.spec?.clusterIP;
  return ip && ip !== 'None' ? ip : undefined;
}

/** Pod addresses behind a port of a Service, sorted; only ready pods unless the Service publishes all. */
export function serviceEndpoints(
  service: KubeObject,
  port: ServicePort,
  pods: Iterable<KubeObject>,
): { ip: string; port: number }[] {
  const selector = service.spec?.selector ?? {};
  if (!Object.keys(selector).length) return [];
  const found: { ip: string; port: number }[] = [];
  for (const pod of pods) {
    const matches =
      pod.metadata.namespace === service.metadata.namespace &&
      matchesLabels(pod.metadata.labels, selector);
    const ip = pod.status?.podIP;
    if (matches && ip && serves(pod, service)) {
      const target = targetPort(pod, port.targetPort);
      if (target) found.push({ ip, port: target });
    }
  }
  return found.sort((a, b) => a.ip.localeCompare(b.ip));
}

function serves(pod: KubeObject, service: KubeObject): boolean {
  if (service.spec?.publishNotReadyAddresses) return true;
  return !pod.metadata.deletionTimestamp && isPodReady(pod);
}

function targetPort(
  pod: KubeObject,
  target: number | string,
): number | undefined {
  if (typeof target === 'number') return target;
  if (/^\d+$/.test(target)) return Number(target);
  for (const container of pod.spec?.containers ?? []) {
    for (const port of container.ports ?? []) {
      if (port.name === target) return port.containerPort;
    }
  }
  return undefined;
}
