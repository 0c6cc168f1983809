import type { KubeObject } from '../../client';
import { LOOPBACK } from '../../shared/servers';

/** A host and port at which a router can be reached. */
export interface AccessEndpoint {
  name: string;
  host: string;
  port: string;
}

/** One way to make a router reachable from outside. */
export interface AccessType {
  /** Type of the Service to make. */
  serviceType: 'ClusterIP' | 'NodePort' | 'LoadBalancer';
  /** Whether there is a Route per port, too. */
  routes?: boolean;
  /** Where it can be reached, as far as known yet. */
  endpoints(facts: {
    access: KubeObject;
    service: KubeObject;
    routes: KubeObject[];
  }): AccessEndpoint[];
}

const portsAt = (host: string, ports: any[], field = 'port') =>
  ports.map(port => ({ name: port.name, host, port: String(port[field]) }));

/** The access types that can be emulated. */
export const accessTypes: Record<string, AccessType | undefined> = {
  local: {
    serviceType: 'ClusterIP',
    endpoints: ({ access: { metadata, spec } }) =>
      portsAt(`${metadata.name}.${metadata.namespace}`, spec.ports),
  },
  nodeport: {
    serviceType: 'NodePort',
    endpoints: ({ service }) => {
      const ports = (service.spec.ports ?? []).filter((p: any) => p.nodePort);
      return portsAt(LOOPBACK, ports, 'nodePort');
    },
  },
  loadbalancer: {
    serviceType: 'LoadBalancer',
    endpoints: ({ access, service }) => {
      const ingress = service.status?.loadBalancer?.ingress?.[0];
      const host = ingress?.ip || ingress?.hostname;
      return host ? portsAt(host, access.spec.ports) : [];
    },
  },
  route: {
    serviceType: 'ClusterIP',
    routes: true,
    endpoints: ({ access, routes }) =>
      access.spec.ports.flatMap(({ name }: any) => {
        const route = `${access.metadata.name}-${name}`;
        const found = routes.find(({ metadata }) => metadata.name === route);
        const host = found?.status?.ingress?.[0]?.host;
        return host ? [{ name, host, port: '443' }] : [];
      }),
  },
};
