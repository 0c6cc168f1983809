import { Json } from '../types';
import {
  boolean,
  int32,
  freeObject,
  listOf,
  object,
  objectReference,
  root,
  setOf,
  string,
  stringMap,
  withDefault,
} from '../schema/dsl';
import { ageColumn, column, define } from '../registry/define';

const nameColumn = column('Name', o => o.metadata.name, { format: 'name' });

const endpointAddress = object({
  ip: string,
  hostname: string,
  nodeName: string,
  targetRef: objectReference,
});

export const endpoints = define({
  kind: 'Endpoints',
  plural: 'endpoints',
  listKind: 'EndpointsList',
  shortNames: ['ep'],
  schema: root({
    subsets: listOf(
      object({
        addresses: listOf(endpointAddress),
        notReadyAddresses: listOf(endpointAddress),
        ports: listOf(
          object({
            name: string,
            port: int32,
            protocol: withDefault(string, 'TCP'),
            appProtocol: string,
          }),
        ),
      }),
    ),
  }),
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

export const endpointSlices = define({
  group: 'discovery.k8s.io',
  kind: 'EndpointSlice',
  schema: root({
    addressType: string,
    endpoints: listOf(
      object({
        addresses: setOf(string),
        conditions: object({
          ready: boolean,
          serving: boolean,
          terminating: boolean,
        }),
        hostname: string,
        targetRef: objectReference,
        deprecatedTopology: stringMap,
        nodeName: string,
        zone: string,
        hints: freeObject,
      }),
    ),
    ports: listOf(
      object({
        name: withDefault(string, ''),
        protocol: withDefault(string, 'TCP'),
        port: int32,
        appProtocol: string,
      }),
    ),
  }),
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
