import { ClusterStatus } from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import {
  ClusterSnapshot,
  GoneObject,
} from '@backstage-federation/plugin-federation-node';
import { connectorObject, listenerObject } from '../objects';
import {
  FLEET_API,
  condition,
  guideSpec,
  hubSite,
  memberSite,
  networkStatus,
  routerPod,
  tokenLink,
} from './objects';

export function cluster(
  name: string,
  objects: KubeObject[],
  status: Partial<ClusterStatus> = {},
  gone: GoneObject[] = [],
): ClusterSnapshot {
  return {
    name,
    status: {
      name,
      state: 'connected',
      since: '2026-01-01T00:00:00Z',
      ...status,
    },
    objects: (kind, namespace) =>
      objects.filter(
        o =>
          o.kind === kind &&
          (namespace === undefined || o.metadata.namespace === namespace),
      ),
    gone: (kind, namespace) =>
      gone.filter(
        ({ object: o }) =>
          o.kind === kind && o.metadata.namespace === namespace,
      ),
  };
}

export const matched = {
  status: 'Ready' as const,
  message: 'OK',
  conditions: ['Configured', 'Ready', 'Matched'].map(type =>
    condition(type, true),
  ),
};

export function connector(status: unknown = matched): KubeObject {
  const object = connectorObject(
    { federation: 'guide', namespace: 'flower-openshift-demo' },
    FLEET_API,
  );
  object.metadata.creationTimestamp = '2026-01-01T00:00:00Z';
  return { ...object, status };
}

export function listener(status: unknown = matched): KubeObject {
  const object = listenerObject(
    {
      federation: 'guide',
      namespace: 'flower-supernode-1',
      member: 'supernode-1',
    },
    FLEET_API,
  );
  object.metadata.creationTimestamp = '2026-01-01T00:00:00Z';
  return { ...object, status };
}

export const service: KubeObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'fleet-api', namespace: 'flower-supernode-1' },
};

export const spec = guideSpec();
export const specMap: KubeObject = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {
    name: 'federation-guide',
    namespace: 'flower-openshift-demo',
    creationTimestamp: '2026-01-01T00:00:00Z',
  },
};
export const hubStatus = networkStatus(undefined, {
  namespace: 'flower-openshift-demo',
});

/** All that a healthy network has. */
export const healthy = () => ({
  east: [specMap, hubSite(), connector(), routerPod('east'), hubStatus],
  west: [
    memberSite(),
    tokenLink(),
    listener(),
    service,
    routerPod('west'),
    networkStatus(),
  ] as KubeObject[],
});

/** Has none of these kinds. */
export const drop =
  (...kinds: string[]) =>
  (objects: KubeObject[]) =>
    objects.filter(o => !kinds.includes(o.kind));

/** Has these in place of others of their kinds. */
export const put =
  (...others: KubeObject[]) =>
  (objects: KubeObject[]) =>
    [...drop(...others.map(({ kind }) => kind))(objects), ...others];
