import { KubeObject, resources, SandboxClient } from '../client';
import { Informer, objectKey, startInformer } from '../shared/informer';
import { timestamp } from '../shared/objects';
import { readTemplates } from '../shared/templates';
import { clusterIP, servicePorts } from './serviceEndpoints';
import { Exposure, SandboxNetwork } from './sandboxNetwork';

const template = readTemplates(require.resolve('./route.yaml'));

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
  const routes = new Map<string, { route: KubeObject; shown: Exposure[] }>();
  const services: Informer = startInformer(client, resources.services, {
    signal,
    onEvent: () => routes.forEach(({ route }) => expose(route)),
  });

  function expose(route: KubeObject) {
    const { shown = [] } = routes.get(objectKey(route)) ?? {};
    const wanted = destination(route, services, client.cluster);
    network.replaceExposed(shown, wanted);
    routes.set(objectKey(route), { route, shown: wanted });
  }

  startInformer(client, resources.routes, {
    signal,
    onEvent({ object: route, deleted }) {
      if (deleted) {
        const { shown = [] } = routes.get(objectKey(route)) ?? {};
        network.replaceExposed(shown, []);
        routes.delete(objectKey(route));
        return;
      }
      expose(route);
      admit(route, client).catch(error => {
        if (!signal.aborted) options.onError?.(error);
      });
    },
  });
}

async function admit(route: KubeObject, client: SandboxClient) {
  const { host } = route.spec;
  if (!host || route.status?.ingress?.[0]?.host === host) return;
  const status = template('status', {
    host,
    cluster: client.cluster,
    wildcardPolicy: route.spec.wildcardPolicy ?? 'None',
    now: timestamp(),
  });
  const { name, namespace } = route.metadata;
  await client.patch(resources.routes, namespace, name, { status }, 'status');
}

/** The address to expose for a route whose Service is there. */
function destination(
  { metadata, spec }: KubeObject,
  services: Informer,
  cluster: string,
): Exposure[] {
  const service = services.get(metadata.namespace, spec.to?.name);
  const ip = service && clusterIP(service);
  if (!ip || !spec.host) return [];
  const wanted = spec.port?.targetPort;
  const chosen = servicePorts(service).find(
    ({ name, targetPort, port }) =>
      wanted === undefined || [name, targetPort, port].includes(wanted),
  );
  if (!chosen) return [];
  const target = { cluster, ip, port: chosen.port };
  return [{ host: spec.host, port: spec.tls ? TLS_PORT : HTTP_PORT, target }];
}
