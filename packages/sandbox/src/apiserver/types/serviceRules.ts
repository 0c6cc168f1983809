import { isIP } from 'node:net';
import { Cause, Json, Obj, StrategyContext } from '../types';
import { cause, invalid } from '../errors';
import {
  distinct,
  each,
  must,
  named,
  oneOf,
  portNumber,
  required,
  unless,
} from '../schema/checks';
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

const AFFINITIES = ['ClientIP', 'None'];
const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];

function validateAddress(address: string | undefined): Cause[] {
  return must(
    !address || address === 'None' || isIP(address),
    'spec.clusterIPs[0]',
    address,
    'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
  );
}

function validateNodePort(nodePort: number, at: string, used: boolean) {
  const field = `${at}.nodePort`;
  if (!used) {
    return [
      cause.forbidden(field, "may not be used when `type` is 'ClusterIP'"),
    ];
  }
  return must(
    nodePort >= 30000 && nodePort <= 32767,
    field,
    nodePort,
    'provided port is not in the valid range. The range of valid ports is 30000-32767',
  );
}

function validatePorts(service: Obj, ports: Json[]): Cause[] {
  const isNew = distinct();
  const isNewName = distinct();
  return each(ports, 'spec.ports', (entry, at) => {
    const { name, port, protocol, targetPort, nodePort } = entry;
    return [
      ...(ports.length > 1 ? required(`${at}.name`, name) : []),
      ...(name
        ? [
            ...named(`${at}.name`, name, dns1123Label),
            ...unless(isNewName(name), cause.duplicate(`${at}.name`, name)),
          ]
        : []),
      ...portNumber(`${at}.port`, port ?? 0),
      ...oneOf(`${at}.protocol`, protocol, PROTOCOLS),
      ...(typeof targetPort === 'number'
        ? portNumber(`${at}.targetPort`, targetPort)
        : named(`${at}.targetPort`, targetPort, portName)),
      ...unless(
        isNew(`${protocol}/${port}`),
        cause.duplicate(at, {
          Name: '',
          Protocol: protocol,
          AppProtocol: null,
          Port: port,
          TargetPort: 0,
          NodePort: 0,
        }),
      ),
      ...(nodePort
        ? validateNodePort(nodePort, at, usesNodePorts(service))
        : []),
    ];
  });
}

/** Rules of a Service beyond its schema. */
export function validateService(service: Obj): Cause[] {
  const {
    type,
    externalName,
    clusterIP,
    sessionAffinity,
    ports = [],
  } = service.spec ?? {};
  const found =
    type === 'ExternalName'
      ? required('spec.externalName', externalName)
      : required('spec.ports', ports.length || clusterIP === 'None');
  return [
    ...found,
    ...validateAddress(clusterIP),
    ...oneOf('spec.sessionAffinity', sessionAffinity || 'None', AFFINITIES),
    ...validatePorts(service, ports),
  ];
}
