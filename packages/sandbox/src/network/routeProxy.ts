import { KubeObject, resources, SandboxClient } from '../client';
import { objectKey } from '../shared/informer';
import { timestamp } from '../shared/objects';
import { clusterIP, servicePorts } from './serviceEndpoints';
import { ExternalTarget, SandboxNetwork } from './sandboxNetwork';

/** Where an OpenShift router listens for TLS, and for HTTP. */
const TLS_PORT = 443;
const HTTP_PORT = 80;

/** Options of {@link startRouteProxy}. */
export interface RouteProxyOptions {
  client: SandboxClient;
  network: SandboxNetwork;
  signal: AbortSignal;
  /** Told of failed writes. */
  onError?(error: Error): void;
}

/**
 * Does for an OpenShift cluster what its router does: admits Routes and leads their hosts to the Services behind them.
 * TLS is passed through, whatever the Route says of its termination.
 */
export function startRouteProxy(options: RouteProxyOptions): void {
  const { client, network, signal } = options;
  const routes = new Map<string, KubeObject>();
  const services = new Map<string, KubeObject>();
  const exposed = new Map<string, { host: string; target: ExternalTarget }>();

  const update = (id: string) => {
    const route = routes.get(id);
    const wanted = route && destination(route, services, client.cluster);
    const old = exposed.get(id);
    if (JSON.stringify(old) === JSON.stringify(wanted)) return;
    if (old) {
      network.unexpose(old.host, TLS_PORT, old.target);
      network.unexpose(old.host, HTTP_PORT, old.target);
    }
    if (wanted) {
      const port = route!.spec.tls ? TLS_PORT : HTTP_PORT;
      network.expose(wanted.host, port, wanted.target);
      exposed.set(id, wanted);
    } else exposed.delete(id);
  };

  client.watch(resources.services, {
    signal,
    onUpsert: service => {
      services.set(objectKey(service), service);
      [...routes.keys()].forEach(update);
    },
    onDelete: service => {
      services.delete(objectKey(service));
      [...routes.keys()].forEach(update);
    },
  });
  client.watch(resources.routes, {
    signal,
    onUpsert: route => {
      routes.set(objectKey(route), route);
      update(objectKey(route));
      admit(route, client).catch(error => {
        if (!signal.aborted) options.onError?.(error);
      });
    },
    onDelete: route => {
      routes.delete(objectKey(route));
      update(objectKey(route));
    },
  });
}

async function admit(route: KubeObject, client: SandboxClient) {
  const { host } = route.spec;
  if (!host || route.status?.ingress?.[0]?.host === host) return;
  const ingress = [
    {
      host,
      routerName: 'default',
      routerCanonicalHostname: `router-default.apps.${client.cluster}.sandbox.test`,
      wildcardPolicy: route.spec.wildcardPolicy ?? 'None',
      conditions: [
        {
          type: 'Admitted',
          status: 'True',
          lastTransitionTime: timestamp(),
        },
      ],
    },
  ];
  const { name, namespace } = route.metadata;
  await client.patch(
    resources.routes,
    namespace,
    name,
    { status: { ingress } },
    'status',
  );
}

function destination(
  route: KubeObject,
  services: ReadonlyMap<string, KubeObject>,
  cluster: string,
) {
  const service = services.get(
    `${route.metadata.namespace}/${route.spec.to?.name}`,
  );
  const ip = service && clusterIP(service);
  if (!ip || !route.spec.host) return undefined;
  const wanted = route.spec.port?.targetPort;
  const ports = servicePorts(service);
  const port = ports.find(
    p => p.name === wanted || p.targetPort === wanted || p.port === wanted,
  );
  const chosen = wanted === undefined ? ports[0] : port;
  return (
    chosen && {
      host: route.spec.host as string,
      target: { cluster, ip, port: chosen.port },
    }
  );
}
