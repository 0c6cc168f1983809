import type { KubeObject } from '../../client';

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
    clusterHost: string;
  }): AccessEndpoint[];
}

const local: AccessType = {
  serviceType: 'ClusterIP',
  endpoints: ({ access }) =>
    access.spec.ports.map((port: any) => ({
      name: port.name,
      host: `${access.metadata.name}.${access.metadata.namespace}`,
      port: String(port.port),
    })),
};

const nodeport: AccessType = {
  serviceType: 'NodePort',
  endpoints: ({ service, clusterHost }) =>
    (service.spec.ports ?? [])
      .filter((port: any) => port.nodePort)
      .map((port: any) => ({
        name: port.name,
        host: clusterHost,
        port: String(port.nodePort),
      })),
};

const loadbalancer: AccessType = {
  serviceType: 'LoadBalancer',
  endpoints: ({ access, service }) => {
    const ingress = service.status?.loadBalancer?.ingress?.[0];
    const host = ingress?.ip || ingress?.hostname;
    return host
      ? access.spec.ports.map((port: any) => ({
          name: port.name,
          host,
          port: String(port.port),
        }))
      : [];
  },
};

const route: AccessType = {
  serviceType: 'ClusterIP',
  routes: true,
  endpoints: ({ access, routes }) =>
    access.spec.ports.flatMap((port: any) => {
      const found = routes.find(
        r => r.metadata.name === `${access.metadata.name}-${port.name}`,
      );
      const host = found?.status?.ingress?.[0]?.host;
      return host ? [{ name: port.name, host, port: '443' }] : [];
    }),
};

/** The access types that can be emulated. */
export const accessTypes: Record<string, AccessType | undefined> = {
  local,
  nodeport,
  loadbalancer,
  route,
};
