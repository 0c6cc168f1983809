import type { AsJson } from '@backstage-federation/kubernetes-clusters';
import type { V1ServicePort } from '@kubernetes/client-node';
import { KubeObject } from '../client';
import { isPodReady, matchesLabels } from '../shared/objects';

/** A port of a Service that is forwarded. */
export type ServicePort = AsJson<V1ServicePort> & {
  targetPort: number | string;
};

/** The TCP ports of a Service. */
export function servicePorts(service: KubeObject): ServicePort[] {
  return (service.spec?.ports ?? [])
    .filter((port: any) => (port.protocol ?? 'TCP') === 'TCP')
    .map((port: any) => ({ targetPort: port.port, ...port }));
}

/** The Service's own address, if it has one. */
export function clusterIP(service: KubeObject): string | undefined {
  const ip = service.spec?.clusterIP;
  return ip && ip !== 'None' ? ip : undefined;
}

/** Addresses behind a port of a Service among the pods of its namespace, sorted; only ready pods unless the Service publishes all. */
export function serviceEndpoints(
  service: KubeObject,
  port: ServicePort,
  pods: KubeObject[],
): { ip: string; port: number }[] {
  const selector = service.spec?.selector ?? {};
  if (!Object.keys(selector).length) return [];
  const found = pods
    .filter(pod => matchesLabels(pod.metadata.labels, selector))
    .filter(pod => serves(pod, service))
    .map(pod => ({
      ip: pod.status?.podIP,
      port: targetPort(pod, port.targetPort)!,
    }));
  return found
    .filter(({ ip, port: target }) => ip && target)
    .sort((a, b) => a.ip.localeCompare(b.ip));
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
  return (pod.spec?.containers ?? [])
    .flatMap((container: any) => container.ports ?? [])
    .find((port: any) => port.name === target)?.containerPort;
}
