import { column, nameColumn } from '../registry/define';
import { readDefinitions } from '../data';
import { ResourceDefinition, Strategy } from '../types';
import { typesOf } from './crds';

/** The definitions of the custom resources that every OpenShift cluster has. */
export const openShiftDefinitions = readDefinitions('openshift');

const routeColumns = [
  nameColumn,
  column('Host/Port', o => o.spec.host ?? ''),
  column('Path', o => o.spec.path ?? ''),
  column('Services', o => o.spec.to?.name ?? ''),
  column('Port', o => o.spec.port?.targetPort ?? '<all>'),
  column('Termination', o => o.spec.tls?.termination ?? ''),
  column('Wildcard', o => o.spec.wildcardPolicy ?? 'None'),
];

const routeStrategy: Strategy = {
  defaults: route => {
    if (route.spec) {
      route.spec.wildcardPolicy ??= 'None';
      if (route.spec.to) {
        route.spec.to.kind ??= 'Service';
        route.spec.to.weight ??= 100;
      }
    }
  },
  // OpenShift's API server itself picks the host.
  prepareCreate: (route, context) => {
    if (route.spec && !route.spec.host) {
      route.spec.host = `${route.metadata.name}-${route.metadata.namespace}.apps.${context.cluster}.sandbox.test`;
      route.metadata.annotations = {
        ...route.metadata.annotations,
        'openshift.io/host.generated': 'true',
      };
    }
  },
};

/** Served by API servers of OpenShift's own: there are no definitions of these in the cluster. */
const aggregatedTypes = readDefinitions('aggregated')
  .flatMap(typesOf)
  .map(
    (type): ResourceDefinition => ({
      ...type,
      generation: false,
      ...(type.kind === 'Route'
        ? { custom: false, columns: routeColumns, strategy: routeStrategy }
        : {}),
    }),
  );

/** What an OpenShift cluster serves beside the types of Kubernetes. */
export const openShiftTypes = [
  ...aggregatedTypes,
  ...openShiftDefinitions.flatMap(typesOf),
];
