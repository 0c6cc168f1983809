import { ageColumn, builtIn, column, nameColumn } from '../registry/define';
import { immutable, named } from '../schema/checks';
import { dns1123Subdomain } from '../schema/names';
import { deepEqual } from '../ssa/typed';
import { Json, Obj } from '../types';
import {
  isDefaultClass,
  validateClaim,
  validateClaimUpdate,
} from './storageRules';

const modesText = (modes: string[] | undefined): string =>
  (modes ?? []).map(mode => mode.replace(/[a-z]/g, '')).join(',');

/** Keeps an object until nothing uses it any more; a controller takes it away. */
function protect(object: Obj, finalizer: string): void {
  const { metadata } = object;
  metadata.finalizers = [
    ...new Set([...(metadata.finalizers ?? []), finalizer]),
  ];
}

export const persistentVolumeClaims = builtIn('PersistentVolumeClaim', {
  columns: [
    nameColumn,
    column('Status', o =>
      o.metadata.deletionTimestamp ? 'Terminating' : o.status?.phase ?? '',
    ),
    column('Volume', o => o.spec?.volumeName ?? ''),
    column('Capacity', o => o.status?.capacity?.storage ?? ''),
    column('Access Modes', o => modesText(o.status?.accessModes)),
    column('StorageClass', o => o.spec?.storageClassName ?? ''),
    ageColumn,
  ],
  strategy: {
    returnsDeleted: true,
    prepareCreate: (claim, context) => {
      claim.status = { phase: 'Pending' };
      protect(claim, 'kubernetes.io/pvc-protection');
      const byDefault = context.defaultStorageClass();
      if (claim.spec && byDefault) {
        claim.spec.storageClassName ??= byDefault;
      }
    },
    validate: validateClaim,
    validateUpdate: validateClaimUpdate,
  },
});

export const persistentVolumes = builtIn('PersistentVolume', {
  columns: [
    nameColumn,
    column('Capacity', o => o.spec?.capacity?.storage ?? ''),
    column('Access Modes', o => modesText(o.spec?.accessModes)),
    column('Reclaim Policy', o => o.spec?.persistentVolumeReclaimPolicy ?? ''),
    column('Status', o => o.status?.phase ?? ''),
    column('Claim', ({ spec: { claimRef } = {} as Json }) =>
      claimRef ? `${claimRef.namespace}/${claimRef.name}` : '',
    ),
    column('StorageClass', o => o.spec?.storageClassName ?? ''),
    ageColumn,
  ],
  strategy: {
    returnsDeleted: true,
    prepareCreate: volume => {
      volume.status = { phase: 'Pending' };
      protect(volume, 'kubernetes.io/pv-protection');
    },
    validate: ({ spec }) =>
      spec?.csi
        ? named('spec.csi.driver', spec.csi.driver, dns1123Subdomain)
        : [],
  },
});

const FIXED = [
  'parameters',
  'provisioner',
  'reclaimPolicy',
  'volumeBindingMode',
];

export const storageClasses = builtIn('StorageClass', {
  columns: [
    {
      ...nameColumn,
      cell: o => `${o.metadata.name}${isDefaultClass(o) ? ' (default)' : ''}`,
    },
    column('Provisioner', o => o.provisioner),
    column('ReclaimPolicy', o => o.reclaimPolicy),
    column('VolumeBindingMode', o => o.volumeBindingMode),
    column('AllowVolumeExpansion', o => o.allowVolumeExpansion ?? false),
    ageColumn,
  ],
  strategy: {
    returnsDeleted: true,
    validateUpdate: (next, old) =>
      FIXED.flatMap(field =>
        immutable(field, next[field], deepEqual(next[field], old[field])),
      ),
  },
});
