import { Json } from '../types';
import { ageColumn, column, builtIn, nameColumn } from '../registry/define';

export const endpoints = builtIn('Endpoints', {
  columns: [
    nameColumn,
    column('Endpoints', o => {
      const all = (o.subsets ?? []).flatMap((s: Json) =>
        (s.addresses ?? []).flatMap((a: Json) =>
          (s.ports ?? []).map((p: Json) => `${a.ip}:${p.port}`),
        ),
      );
      return all.length
        ? all.slice(0, 3).join(',') +
            (all.length > 3 ? ` + ${all.length - 3} more...` : '')
        : '<none>';
    }),
    ageColumn,
  ],
});

export const endpointSlices = builtIn('EndpointSlice', {
  columns: [
    nameColumn,
    column('AddressType', o => o.addressType),
    column(
      'Ports',
      o => (o.ports ?? []).map((p: Json) => p.port).join(',') || '<unset>',
    ),
    column(
      'Endpoints',
      o =>
        (o.endpoints ?? []).flatMap((e: Json) => e.addresses).join(',') ||
        '<unset>',
    ),
    ageColumn,
  ],
});
