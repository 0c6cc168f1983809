import { createServer, Server, Socket } from 'node:net';
import { pipeline } from 'node:stream';
import { KubeObject, resources, SandboxClient } from '../client';
import { objectKey } from '../shared/informer';
import {
  clusterIP,
  serviceEndpoints,
  ServicePort,
  servicePorts,
} from './serviceEndpoints';
import { Endpoint, ExternalTarget, SandboxNetwork } from './sandboxNetwork';

/** Options of {@link startServiceProxy}. */
export interface ServiceProxyOptions {
  client: SandboxClient;
  network: SandboxNetwork;
  signal: AbortSignal;
  /** Host of node ports; clusters may share it. Default: 127.0.0.1 */
  clusterHost?: string;
  log?(message: string): void;
}

class ProxiedService {
  private readonly servers = new Map<number, Server>();
  private readonly sockets = new Set<Socket>();
  private exposed: { host: string; port: number; target: ExternalTarget }[] =
    [];
  private object?: KubeObject;
  private ip?: string;
  private turn = 0;

  constructor(
    private readonly options: ServiceProxyOptions,
    private readonly pods: ReadonlyMap<string, KubeObject>,
    readonly uid: string | undefined,
  ) {}

  update(object: KubeObject): void {
    const ip = clusterIP(object);
    if (this.ip && this.ip !== ip) this.closePorts(() => true);
    this.object = object;
    this.ip = ip;
    this.register(ip);
    const ports = ip ? servicePorts(object) : [];
    this.closePorts(port => !ports.some(p => p.port === port));
    for (const { port } of ports) {
      if (!this.servers.has(port)) this.open(ip!, port);
    }
    this.expose(object, ip, ports);
  }

  close(): void {
    this.register(undefined);
    this.expose(undefined, undefined, []);
    this.closePorts(() => true);
    this.sockets.forEach(socket => socket.resetAndDestroy());
  }

  private register(ip: string | undefined) {
    const { client, network } = this.options;
    const { namespace, name } = this.object!.metadata;
    network.setServiceAddress(client.cluster, namespace!, name, ip);
  }

  private open(ip: string, port: number) {
    const { client, network, log } = this.options;
    const server = createServer({ allowHalfOpen: true, noDelay: true });
    server.on('connection', socket => this.forward(socket, port));
    this.servers.set(port, server);
    network.setBackend(client.cluster, ip, port, () => this.pick(port));
    network.listen(client.cluster, ip, port, server).then(
      () => {
        if (this.servers.get(port) !== server) server.close();
      },
      error => log?.(`Service address ${ip}:${port}: ${error.message}`),
    );
  }

  private closePorts(drop: (port: number) => boolean) {
    const { client, network } = this.options;
    for (const [port, server] of this.servers) {
      if (drop(port)) {
        this.servers.delete(port);
        network.setBackend(client.cluster, this.ip!, port, undefined);
        network.release(client.cluster, this.ip!, port);
        if (server.listening) server.close();
      }
    }
  }

  /** The next ready endpoint that something listens behind, in turn. */
  private pick(portNumber: number): Endpoint | undefined {
    const { client, network } = this.options;
    const port = servicePorts(this.object!).find(p => p.port === portNumber);
    if (!port) return undefined;
    const endpoints = serviceEndpoints(
      this.object!,
      port,
      this.pods.values(),
    ).flatMap(e => network.resolve(client.cluster, e.ip, e.port) ?? []);
    this.turn++;
    return endpoints[this.turn % endpoints.length];
  }

  private forward(socket: Socket, port: number) {
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
    socket.on('error', () => {});
    const endpoint = this.pick(port);
    if (!endpoint) {
      socket.resetAndDestroy();
      return;
    }
    const target = new Socket({ allowHalfOpen: true });
    target.setNoDelay(true);
    target.connect(endpoint.port, endpoint.host);
    const end = (error?: Error | null) => {
      if (!error) return;
      target.destroy();
      if (!socket.destroyed) socket.resetAndDestroy();
    };
    // Each direction listens for itself.
    socket.setMaxListeners(20);
    target.setMaxListeners(20);
    pipeline(socket, target, end);
    pipeline(target, socket, end);
    socket.once('close', () => target.destroy());
  }

  private expose(
    object: KubeObject | undefined,
    ip: string | undefined,
    ports: ServicePort[],
  ) {
    const { client, network, clusterHost = '127.0.0.1' } = this.options;
    const wanted: typeof this.exposed = [];
    for (const port of ports) {
      const target = { cluster: client.cluster, ip: ip!, port: port.port };
      if (object?.spec?.type === 'LoadBalancer') {
        for (const ingress of object.status?.loadBalancer?.ingress ?? []) {
          for (const host of [ingress.ip, ingress.hostname]) {
            if (host) wanted.push({ host, port: port.port, target });
          }
        }
      }
      if (object?.spec?.type === 'NodePort' && port.nodePort) {
        wanted.push({ host: clusterHost, port: port.nodePort, target });
      }
    }
    for (const old of this.exposed) {
      if (!wanted.some(w => JSON.stringify(w) === JSON.stringify(old))) {
        network.unexpose(old.host, old.port, old.target);
      }
    }
    for (const w of wanted) network.expose(w.host, w.port, w.target);
    this.exposed = wanted;
  }
}

/**
 * Does for a cluster what kube-proxy and a load balancer do: each port of a Service gets a loopback port that keeps
 * for the Service's life and leads to a ready pod, or resets the connection when there is none.
 */
export function startServiceProxy(options: ServiceProxyOptions): void {
  const { client, signal } = options;
  const pods = new Map<string, KubeObject>();
  const services = new Map<string, ProxiedService>();

  client.watch(resources.pods, {
    signal,
    onUpsert: pod => pods.set(objectKey(pod), pod),
    onDelete: pod => pods.delete(objectKey(pod)),
  });
  client.watch(resources.services, {
    signal,
    onUpsert: object => {
      let service = services.get(objectKey(object));
      // The same name again, but another object: its address may be another one.
      if (service && service.uid !== object.metadata.uid) {
        service.close();
        service = undefined;
      }
      service ??= new ProxiedService(options, pods, object.metadata.uid);
      services.set(objectKey(object), service);
      service.update(object);
    },
    onDelete: object => {
      services.get(objectKey(object))?.close();
      services.delete(objectKey(object));
    },
  });
  signal.addEventListener(
    'abort',
    () => services.forEach(service => service.close()),
    { once: true },
  );
}
