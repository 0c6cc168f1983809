import { Cause, Json, Obj, StrategyContext } from '../types';
import {
  atomic,
  boolean,
  conditions,
  int32,
  intOrString,
  listMap,
  listOf,
  object,
  oneOfStrings,
  root,
  string,
  stringMap,
  withDefault,
} from '../schema/dsl';
import { ageColumn, column, define } from '../registry/define';
import { cause, invalid } from '../errors';
import { dns1035Label, dns1123Label, portName } from '../schema/names';

const port = object(
  {
    name: string,
    port: int32,
    targetPort: intOrString,
    nodePort: int32,
    protocol: withDefault(string, 'TCP'),
    appProtocol: string,
  },
  'port',
);

const spec = object({
  type: withDefault(
    oneOfStrings('ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'),
    'ClusterIP',
  ),
  selector: atomic(stringMap),
  ports: listMap(['port', 'protocol'], port, 'port'),
  clusterIP: string,
  clusterIPs: listOf(string),
  externalIPs: listOf(string),
  externalName: string,
  externalTrafficPolicy: string,
  internalTrafficPolicy: string,
  trafficDistribution: string,
  healthCheckNodePort: int32,
  ipFamilies: listOf(string),
  ipFamilyPolicy: string,
  allocateLoadBalancerNodePorts: boolean,
  loadBalancerClass: string,
  loadBalancerIP: string,
  loadBalancerSourceRanges: listOf(string),
  publishNotReadyAddresses: boolean,
  sessionAffinity: withDefault(string, 'None'),
  sessionAffinityConfig: object({
    clientIP: object({ timeoutSeconds: int32 }),
  }),
});

const status = object({
  loadBalancer: object({
    ingress: listOf(
      object({
        ip: string,
        hostname: string,
        ipMode: string,
        ports: listOf(object({ port: int32, protocol: string, error: string })),
      }),
    ),
  }),
  conditions,
});

function defaults(service: Obj): void {
  if (!service.spec) {
    return;
  }
  for (const entry of service.spec.ports ?? []) {
    entry.targetPort ??= entry.port;
    if (entry.nodePort === 0) {
      delete entry.nodePort;
    }
  }
  const { type } = service.spec;
  if (type !== 'ExternalName') {
    service.spec.internalTrafficPolicy ??= 'Cluster';
  }
  if (type === 'NodePort' || type === 'LoadBalancer') {
    service.spec.externalTrafficPolicy ??= 'Cluster';
  }
  if (type === 'LoadBalancer') {
    service.spec.allocateLoadBalancerNodePorts ??= true;
  }
  if (type === 'ClusterIP') {
    delete service.spec.externalTrafficPolicy;
  }
  for (const ingress of service.status?.loadBalancer?.ingress ?? []) {
    if (ingress.ip) {
      ingress.ipMode ??= 'VIP';
    }
  }
  service.status ??= {};
  service.status.loadBalancer ??= {};
}

function usesNodePorts(service: Obj): boolean {
  const { type, allocateLoadBalancerNodePorts } = service.spec;
  return (
    type === 'NodePort' ||
    (type === 'LoadBalancer' && allocateLoadBalancerNodePorts !== false)
  );
}

/** @throws ApiError 422 for a node port that another Service has */
function allocate(
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
      throw invalid(services, service.metadata.name, [
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

function validate(service: Obj): Cause[] {
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
    found.push(...portRange(`${at}.port`, entry.port));
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

function portText(entry: Json): string {
  return `${entry.port}${entry.nodePort ? `:${entry.nodePort}` : ''}/${
    entry.protocol
  }`;
}

function externalIp(service: Obj): string {
  const ingress: Json[] = service.status?.loadBalancer?.ingress ?? [];
  const addresses = ingress.map(i => i.ip ?? i.hostname);
  switch (service.spec.type) {
    case 'LoadBalancer':
      return addresses.join(',') || '<pending>';
    case 'ExternalName':
      return service.spec.externalName;
    default:
      return (service.spec.externalIPs ?? []).join(',') || '<none>';
  }
}

export const services = define({
  kind: 'Service',
  shortNames: ['svc'],
  categories: ['all'],
  status: true,
  schema: root({ spec, status }),
  columns: [
    column('Name', o => o.metadata.name, { format: 'name' }),
    column('Type', o => o.spec.type),
    column('Cluster-IP', o => o.spec.clusterIP || '<none>'),
    column('External-IP', externalIp),
    column(
      'Port(s)',
      o => (o.spec.ports ?? []).map(portText).join(',') || '<none>',
    ),
    ageColumn,
    column(
      'Selector',
      o =>
        Object.entries(o.spec.selector ?? {})
          .map(([k, v]) => `${k}=${v}`)
          .join(',') || '<none>',
      { priority: 1 },
    ),
  ],
  strategy: {
    returnsDeleted: true,
    validateName: dns1035Label,
    defaults,
    prepareCreate: (service, context) => {
      service.status = { loadBalancer: {} };
      allocate(service, undefined, context);
    },
    prepareUpdate: (service, old, context) => allocate(service, old, context),
    validate,
    validateUpdate: (next, old) =>
      old.spec.clusterIP &&
      next.spec.clusterIP &&
      next.spec.type !== 'ExternalName' &&
      next.spec.clusterIP !== old.spec.clusterIP
        ? [
            cause.invalid(
              'spec.clusterIPs[0]',
              [next.spec.clusterIP],
              'may not change once set',
            ),
          ]
        : [],
  },
});
