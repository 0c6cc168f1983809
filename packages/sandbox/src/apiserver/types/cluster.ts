import { Json } from '../types';
import { ageColumn, column, builtIn, nameColumn } from '../registry/define';

export const nodes = builtIn('Node', {
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

export const leases = builtIn('Lease', {
  columns: [
    nameColumn,
    column('Holder', o => o.spec?.holderIdentity ?? ''),
    ageColumn,
  ],
});

export const jobs = builtIn('Job', {
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
