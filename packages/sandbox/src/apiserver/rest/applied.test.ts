import { configMaps } from '../types/core';
import { deployments } from '../types/apps';
import { services } from '../types/services';
import { ResourceDefinition } from '../types';
import { checkApplied, dropNulls } from './applied';
import { ResourceRequest } from './request';

const check = (type: ResourceDefinition, fields: object) => () =>
  checkApplied({ type, name: 'x' } as ResourceRequest, {
    apiVersion: 'v1',
    kind: type.kind,
    metadata: { name: 'x' },
    ...fields,
  });

describe('configurations to apply', () => {
  it('must have fields that the schema knows, named by the keys of items', () => {
    const containers = [{ name: 'main', env: [{ name: 'A', valu: '1' }] }];
    const spec = { template: { spec: { containers } } };
    expect(check(deployments, { spec })).toThrow(
      'failed to create typed patch object (/x; apps/v1, Kind=Deployment): .spec.template.spec.containers[name="main"].env[name="A"].valu: field not declared in schema',
    );
  });

  it('must have the right types', () => {
    expect(check(configMaps, { data: { a: 1 } })).toThrow(
      '.data.a: expected string, got &value.valueUnstructured{Value:1}',
    );
    expect(check(configMaps, { data: ['a', { b: 1 }] })).toThrow(
      '.data: expected map, got &{[a map[b:1]]}',
    );
  });

  it('must not have items with the same keys', () => {
    const ports = [{ port: 1 }, { port: 1, protocol: 'UDP' }];
    expect(check(services, { spec: { ports } })).not.toThrow();
    expect(
      check(services, { spec: { ports: [...ports, { port: 1 }] } }),
    ).toThrow('.spec.ports: duplicate entries for key [port=1,protocol="TCP"]');
  });

  it('lose what is null, but for texts in a map', () => {
    expect(
      dropNulls(configMaps.schema, {
        data: { a: null, b: '1' },
        immutable: null,
      }),
    ).toEqual({ data: { a: '', b: '1' } });
  });
});
