import { Json, Obj } from '../types';
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
import { cause } from '../errors';
import { serviceName } from '../schema/names';
import { allocate, validateService } from './serviceRules';

const port = object({
  name: string,
  port: int32,
  targetPort: intOrString,
  nodePort: int32,
  protocol: withDefault(string, 'TCP'),
  appProtocol: string,
});

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
    entry.targetPort ??= entry.port ?? 0;
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
    validateName: serviceName,
    defaults,
    prepareCreate: (service, context) => {
      service.status = { loadBalancer: {} };
      allocate(service, undefined, context);
    },
    prepareUpdate: (service, old, context) => allocate(service, old, context),
    validate: validateService,
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
