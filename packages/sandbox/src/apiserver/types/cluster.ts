import { Json } from '../types';
import {
  atomic,
  dateTime,
  int32,
  int64,
  freeObject,
  listMap,
  listOf,
  mapOf,
  object,
  quantity,
  root,
  string,
  stringMap,
  withDefault,
  conditions,
  labelSelector,
} from '../schema/dsl';
import { ageColumn, column, define } from '../registry/define';

const nameColumn = column('Name', o => o.metadata.name, { format: 'name' });

export const nodes = define({
  kind: 'Node',
  namespaced: false,
  shortNames: ['no'],
  status: true,
  schema: root({
    spec: freeObject,
    status: object({
      addresses: listMap(['type'], object({ type: string, address: string })),
      allocatable: mapOf(quantity),
      capacity: mapOf(quantity),
      conditions,
      daemonEndpoints: object({ kubeletEndpoint: object({ Port: int32 }) }),
      nodeInfo: freeObject,
      phase: string,
      images: listOf(freeObject),
      config: freeObject,
      features: freeObject,
      volumesAttached: listOf(freeObject),
      volumesInUse: listOf(string),
      runtimeHandlers: listOf(freeObject),
    }),
  }),
  strategy: { keepsStatus: true },
  columns: [
    nameColumn,
    column('Status', o =>
      o.status?.conditions?.some(
        (c: Json) => c.type === 'Ready' && c.status === 'True',
      )
        ? 'Ready'
        : 'NotReady',
    ),
    column('Roles', () => '<none>'),
    ageColumn,
    column('Version', o => o.status?.nodeInfo?.kubeletVersion ?? ''),
  ],
});

export const persistentVolumeClaims = define({
  kind: 'PersistentVolumeClaim',
  shortNames: ['pvc'],
  status: true,
  schema: root({
    spec: object({
      accessModes: listOf(string),
      selector: labelSelector,
      resources: object({ limits: mapOf(quantity), requests: mapOf(quantity) }),
      volumeName: string,
      storageClassName: string,
      volumeMode: withDefault(string, 'Filesystem'),
      dataSource: atomic(freeObject),
      dataSourceRef: freeObject,
      volumeAttributesClassName: string,
    }),
    status: object({
      phase: string,
      accessModes: listOf(string),
      capacity: mapOf(quantity),
      conditions,
      allocatedResources: mapOf(quantity),
      allocatedResourceStatuses: stringMap,
    }),
  }),
  columns: [
    nameColumn,
    column('Status', o => o.status?.phase ?? ''),
    column('Volume', o => o.spec?.volumeName ?? ''),
    column('Capacity', o => o.status?.capacity?.storage ?? ''),
    column('Access Modes', o => (o.status?.accessModes ?? []).join(',')),
    column('StorageClass', o => o.spec?.storageClassName ?? ''),
    ageColumn,
  ],
  strategy: {
    returnsDeleted: true,
    prepareCreate: pvc => {
      pvc.status = { phase: 'Pending' };
    },
  },
});

export const leases = define({
  group: 'coordination.k8s.io',
  kind: 'Lease',
  schema: root({
    spec: object({
      holderIdentity: string,
      leaseDurationSeconds: int32,
      acquireTime: dateTime,
      renewTime: dateTime,
      leaseTransitions: int32,
      strategy: string,
      preferredHolder: string,
    }),
  }),
  columns: [
    nameColumn,
    column('Holder', o => o.spec?.holderIdentity ?? ''),
    ageColumn,
  ],
});

export const jobs = define({
  group: 'batch',
  kind: 'Job',
  categories: ['all'],
  status: true,
  generation: true,
  schema: root({
    spec: freeObject,
    status: object({
      active: int32,
      succeeded: int32,
      failed: int32,
      ready: int32,
      terminating: int32,
      startTime: dateTime,
      completionTime: dateTime,
      conditions: listOf(freeObject),
      completedIndexes: string,
      failedIndexes: string,
      uncountedTerminatedPods: freeObject,
      observedGeneration: int64,
    }),
  }),
  columns: [
    nameColumn,
    column(
      'Completions',
      o => `${o.status?.succeeded ?? 0}/${o.spec?.completions ?? 1}`,
    ),
    ageColumn,
  ],
});
