import { Json } from '../types';
import { ageColumn, column, define, nameColumn } from '../registry/define';

export const nodes = define({
  kind: 'Node',
  namespaced: false,
  shortNames: ['no'],
  status: true,
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
  columns: [
    nameColumn,
    column(
      'Completions',
      o => `${o.status?.succeeded ?? 0}/${o.spec?.completions ?? 1}`,
    ),
    ageColumn,
  ],
});
