import { Json, Obj } from '../types';
import {
  ageColumn,
  column,
  builtIn,
  labelsText,
  nameColumn,
} from '../registry/define';
import { must } from '../schema/checks';
import { serviceName } from '../schema/names';
import { allocate, validateService } from './serviceRules';

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

export const services = builtIn('Service', {
  columns: [
    nameColumn,
    column('Type', o => o.spec.type),
    column('Cluster-IP', o => o.spec.clusterIP || '<none>'),
    column('External-IP', externalIp),
    column(
      'Port(s)',
      o => (o.spec.ports ?? []).map(portText).join(',') || '<none>',
    ),
    ageColumn,
    column('Selector', o => labelsText(o.spec.selector) || '<none>', {
      priority: 1,
    }),
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
    validateUpdate: ({ spec: { type, clusterIP } }, { spec: before }) =>
      must(
        !before.clusterIP ||
          !clusterIP ||
          type === 'ExternalName' ||
          clusterIP === before.clusterIP,
        'spec.clusterIPs[0]',
        [clusterIP],
        'may not change once set',
      ),
  },
});
