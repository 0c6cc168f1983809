import { isIP } from 'node:net';
import { Cause, Json, Obj, StrategyContext } from '../types';
import { cause, invalid } from '../errors';
import { dns1123Label, portName } from '../schema/names';

const SERVICE = { group: '', plural: 'services', kind: 'Service' };

function usesNodePorts(service: Obj): boolean {
  const { type, allocateLoadBalancerNodePorts } = service.spec;
  return (
    type === 'NodePort' ||
    (type === 'LoadBalancer' && allocateLoadBalancerNodePorts !== false)
  );
}

/**
 * Gives a Service its addresses and node ports.
 *
 * @throws ApiError 422 for a node port that another Service has
 */
export function allocate(
  service: Obj,
  old: Obj | undefined,
  context: StrategyContext,
): void {
  const { spec: next } = service;
  if (!next) {
    return;
  }
  if (next.type === 'ExternalName') {
    delete next.clusterIP;
    delete next.clusterIPs;
  } else if (old?.spec.clusterIP && !next.clusterIP) {
    next.clusterIP = old.spec.clusterIP;
  } else if (!next.clusterIP) {
    next.clusterIP = context.allocateClusterIp();
  } else if (
    isIP(next.clusterIP) &&
    next.clusterIP !== old?.spec.clusterIP &&
    !old?.spec.clusterIP &&
    !context.allocateClusterIp(next.clusterIP)
  ) {
    throw invalid(SERVICE, service.metadata.name, [
      cause.invalid(
        'spec.clusterIPs',
        [next.clusterIP],
        `failed to allocate IP ${next.clusterIP}: the provided network does not match the current range`,
      ),
    ]);
  }
  if (next.clusterIP) {
    next.clusterIPs = [next.clusterIP];
    // Nobody knows the addresses behind a headless Service without selector.
    const open = next.clusterIP === 'None' && !next.selector;
    next.ipFamilies ??= open ? ['IPv4', 'IPv6'] : ['IPv4'];
    next.ipFamilyPolicy ??= open ? 'RequireDualStack' : 'SingleStack';
  }
  const before: Json[] = old?.spec.ports ?? [];
  for (const [index, entry] of (next.ports ?? []).entries()) {
    if (!usesNodePorts(service)) {
      if (before.some(b => b.nodePort && b.nodePort === entry.nodePort)) {
        delete entry.nodePort;
      }
      continue;
    }
    const same = before.find(
      b => b.port === entry.port && b.protocol === entry.protocol,
    );
    const wanted: number | undefined = entry.nodePort;
    if (wanted && before.some(b => b.nodePort === wanted)) {
      continue;
    }
    entry.nodePort =
      (wanted ? undefined : same?.nodePort) ?? context.allocateNodePort(wanted);
    if (!entry.nodePort) {
      throw invalid(SERVICE, service.metadata.name, [
        cause.invalid(
          `spec.ports[${index}].nodePort`,
          wanted,
          'provided port is already allocated',
        ),
      ]);
    }
  }
}

function portRange(field: string, value: Json): Cause[] {
  return Number.isInteger(value) && value >= 1 && value <= 65535
    ? []
    : [cause.invalid(field, value, 'must be between 1 and 65535, inclusive')];
}

const AFFINITIES = ['ClientIP', 'None'];

function validateAddress({ spec }: Obj): Cause[] {
  const address = spec?.clusterIP;
  return !address || address === 'None' || isIP(address)
    ? []
    : [
        cause.invalid(
          'spec.clusterIPs[0]',
          address,
          'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
        ),
      ];
}

/** Rules of a Service beyond its schema. */
export function validateService(service: Obj): Cause[] {
  const found: Cause[] = [];
  const ports: Json[] = service.spec?.ports ?? [];
  const headless = service.spec?.clusterIP === 'None';
  if (service.spec?.type === 'ExternalName') {
    if (!service.spec.externalName) {
      found.push(cause.required('spec.externalName'));
    }
  } else if (!ports.length && !headless) {
    found.push(cause.required('spec.ports'));
  }
  found.push(...validateAddress(service));
  const { sessionAffinity } = service.spec ?? {};
  if (sessionAffinity && !AFFINITIES.includes(sessionAffinity)) {
    found.push(
      cause.unsupported('spec.sessionAffinity', sessionAffinity, AFFINITIES),
    );
  }
  const seen = new Set<string>();
  const names = new Set<string>();
  ports.forEach((entry, i) => {
    const at = `spec.ports[${i}]`;
    if (!entry.name && ports.length > 1) {
      found.push(cause.required(`${at}.name`));
    }
    if (entry.name) {
      for (const why of dns1123Label(entry.name)) {
        found.push(cause.invalid(`${at}.name`, entry.name, why));
      }
      if (names.has(entry.name)) {
        found.push(cause.duplicate(`${at}.name`, entry.name));
      }
      names.add(entry.name);
    }
    found.push(...portRange(`${at}.port`, entry.port ?? 0));
    if (!['TCP', 'UDP', 'SCTP'].includes(entry.protocol)) {
      found.push(
        cause.unsupported(`${at}.protocol`, entry.protocol, [
          'SCTP',
          'TCP',
          'UDP',
        ]),
      );
    }
    if (typeof entry.targetPort === 'number') {
      found.push(...portRange(`${at}.targetPort`, entry.targetPort));
    } else {
      found.push(
        ...portName(entry.targetPort).map(why =>
          cause.invalid(`${at}.targetPort`, entry.targetPort, why),
        ),
      );
    }
    const key = `${entry.protocol}/${entry.port}`;
    if (seen.has(key)) {
      found.push(
        cause.duplicate(at, {
          Name: '',
          Protocol: entry.protocol,
          AppProtocol: null,
          Port: entry.port,
          TargetPort: 0,
          NodePort: 0,
        }),
      );
    }
    seen.add(key);
    if (entry.nodePort) {
      if (!usesNodePorts(service)) {
        found.push(
          cause.forbidden(
            `${at}.nodePort`,
            "may not be used when `type` is 'ClusterIP'",
          ),
        );
      } else if (entry.nodePort < 30000 || entry.nodePort > 32767) {
        found.push(
          cause.invalid(
            `${at}.nodePort`,
            entry.nodePort,
            'provided port is not in the valid range. The range of valid ports is 30000-32767',
          ),
        );
      }
    }
  });
  return found;
}
