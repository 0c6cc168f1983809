import { validateKeys, validateSize } from '../schema/dataKeys';
import { Json, Obj } from '../types';
import { cause } from '../errors';
import { ageColumn, column, builtIn, nameColumn } from '../registry/define';
import { immutable } from '../schema/checks';
import { dns1123Label } from '../schema/names';
import { deepEqual } from '../ssa/typed';
import { secretWarnings, validateSecretType } from './secretRules';

const count = (value: Json) => Object.keys(value ?? {}).length;

export const namespaces = builtIn('Namespace', {
  columns: [
    nameColumn,
    column('Status', o => o.status?.phase ?? ''),
    ageColumn,
  ],
  strategy: {
    validateName: dns1123Label,
    prepareCreate: ns => {
      ns.spec = { finalizers: ['kubernetes'] };
      ns.status = { phase: 'Active' };
    },
    prepareUpdate: (ns, old) => {
      ns.spec = old.spec;
    },
    // The API server labels namespaces with their name, always.
    defaults: ns => {
      if (ns.metadata.name) {
        ns.metadata.labels = {
          ...ns.metadata.labels,
          'kubernetes.io/metadata.name': ns.metadata.name,
        };
      }
    },
  },
});

export const configMaps = builtIn('ConfigMap', {
  columns: [
    nameColumn,
    column('Data', o => count(o.data) + count(o.binaryData)),
    ageColumn,
  ],
  strategy: {
    validate: o => [
      ...validateKeys(o.data, 'data'),
      ...validateKeys(o.binaryData, 'binaryData'),
      ...Object.keys(o.data ?? {})
        .filter(key => o.binaryData?.[key] !== undefined)
        .map(key =>
          cause.invalid(
            `data[${key}]`,
            key,
            'duplicate of key present in binaryData',
          ),
        ),
      ...validateSize({ ...o.data, ...o.binaryData }, '[]'),
    ],
    validateUpdate: immutableData,
  },
});

function immutableData(next: Obj, old: Obj) {
  return ['immutable', 'data', 'binaryData']
    .filter(field => old.immutable && !deepEqual(next[field], old[field]))
    .map(field =>
      cause.forbidden(field, 'field is immutable when `immutable` is set'),
    );
}

export const secrets = builtIn('Secret', {
  columns: [
    nameColumn,
    column('Type', o => o.type),
    column('Data', o => count(o.data)),
    ageColumn,
  ],
  strategy: {
    defaults: secret => {
      if (secret.stringData) {
        secret.data ??= {};
        for (const [key, value] of Object.entries<Json>(secret.stringData)) {
          secret.data[key] = Buffer.from(value, 'utf8').toString('base64');
        }
        delete secret.stringData;
      }
    },
    validate: secret => [
      ...validateKeys(secret.data, 'data'),
      ...validateSize(secret.data, 'data'),
      ...validateSecretType(secret),
    ],
    warnings: secretWarnings,
    validateUpdate: (next, old) => [
      ...immutable('type', next.type, next.type === old.type),
      ...immutableData(next, old),
    ],
  },
});

export const serviceAccounts = builtIn('ServiceAccount', {
  columns: [nameColumn, column('Secrets', o => count(o.secrets)), ageColumn],
  strategy: { returnsDeleted: true },
});
