import { KubeObject, resources, SandboxClient } from '../../client';

// Ranges for documentation (RFC 5737) and, for many clusters or addresses, for benchmarks (RFC 2544): nothing real has them.
const DOCUMENTATION = ['198.51.100', '203.0.113', '192.0.2'];
const PER_CLUSTER = 16;

/**
 * External addresses of one cluster's load balancers, different for each cluster.
 * @param clusterIndex - the cluster's number, from 0
 */
export function loadBalancerAddresses(clusterIndex: number): string[] {
  const blocks = Math.floor(256 / PER_CLUSTER);
  const range = Math.floor(clusterIndex / blocks);
  const first = (clusterIndex % blocks) * PER_CLUSTER;
  const few =
    range < DOCUMENTATION.length
      ? Array.from({ length: PER_CLUSTER }, (_, i) => first + i)
          .filter(host => host > 0 && host < 255)
          .map(host => `${DOCUMENTATION[range]}.${host}`)
      : [];
  const net = `198.${18 + (Math.floor(clusterIndex / 256) % 2)}.${
    clusterIndex % 256
  }`;
  return [...few, ...Array.from({ length: 254 }, (_, i) => `${net}.${i + 1}`)];
}

/** Gives a Service of type LoadBalancer an external address, and takes it away when the type changes. */
export async function reconcileLoadBalancer(
  client: SandboxClient,
  service: KubeObject | undefined,
  all: KubeObject[],
  addresses: string[],
): Promise<void> {
  if (!service || service.metadata.deletionTimestamp) {
    return;
  }
  const { namespace, name } = service.metadata;
  const current = service.status?.loadBalancer?.ingress;
  const { services } = resources;
  const write = (ingress: object[] | null) => {
    const status = { loadBalancer: { ingress } };
    return client.patch(services, namespace, name, { status }, 'status');
  };
  if (service.spec?.type !== 'LoadBalancer') {
    if (current) {
      await write(null);
    }
    return;
  }
  if (current?.length) {
    return;
  }
  const taken = new Set(
    all.flatMap(other =>
      (other.status?.loadBalancer?.ingress ?? []).map((i: any) => i.ip),
    ),
  );
  const ip = addresses.find(address => !taken.has(address));
  // As with a real provider that has run out: without one, the Service stays pending.
  if (ip) {
    await write([{ ip }]);
  }
}
