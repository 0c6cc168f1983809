import { applyDefaults } from './defaults';
import { matchesFormat } from './formats';
import {
  dns1123Label,
  dns1123Subdomain,
  labelValue,
  portName,
  qualifiedKey,
} from './names';
import { Schema } from '../types';
import { prune } from './prune';
import { canonicalQuantity } from './quantity';
import { validateSchema } from './validate';

const schema: Schema = {
  type: 'object',
  properties: {
    size: { type: 'integer', default: 3 },
    when: { type: 'string', format: 'date-time', nullable: true },
    ports: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          port: { type: 'integer' },
          protocol: { type: 'string', default: 'TCP' },
        },
        required: ['port'],
      },
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['port'],
    },
    labels: { type: 'object', additionalProperties: { type: 'string' } },
  },
};

const string: Schema = { type: 'string' };
const list: Schema = { type: 'array', items: string };

describe('schemas', () => {
  it('fill in defaults where the parent is there', () => {
    const value: any = { ports: [{ port: 1 }] };
    applyDefaults(schema, value);
    expect(value).toEqual({ size: 3, ports: [{ port: 1, protocol: 'TCP' }] });
  });

  it('prune unknown fields and nulls', () => {
    const value: any = {
      size: null,
      when: null,
      other: 1,
      ports: [{ port: 1, prot: 'x' }],
      labels: { any: 'thing' },
    };
    expect(prune(schema, value)).toEqual(['other', 'ports[0].prot']);
    expect(value).toEqual({
      when: null,
      ports: [{ port: 1 }],
      labels: { any: 'thing' },
    });
  });

  it('tell what is wrong and where', () => {
    const wrong = validateSchema(
      schema,
      { size: 'x', ports: [{}], labels: { a: 1 } },
      '',
    );
    expect(wrong.map(c => `${c.field}: ${c.message}`)).toEqual([
      'size: Invalid value: "string": size in body must be of type integer: "string"',
      'ports[0].port: Required value',
      'labels.a: Invalid value: "integer": labels.a in body must be of type string: "integer"',
    ]);
  });

  it('keep sizes, bounds and sets', () => {
    const texts = (s: object, value: unknown) =>
      validateSchema(s, value, 'x').map(c => c.message);
    expect(texts({ type: 'integer', minimum: 1 }, 0)).toEqual([
      'Invalid value: 0: x in body should be greater than or equal to 1',
    ]);
    expect(texts({ ...string, maxLength: 2 }, 'abc')).toEqual([
      'Too long: may not be more than 2 bytes',
    ]);
    expect(texts({ ...list, minItems: 1 }, [])).toEqual([
      'Invalid value: 0: x in body should have at least 1 items',
    ]);
    expect(
      texts({ ...list, 'x-kubernetes-list-type': 'set' }, ['a', 'a']),
    ).toEqual(['Duplicate value: "a"']);
  });
});

describe('formats and names', () => {
  it.each([
    ['duration', '15m', true],
    ['duration', '1d', true],
    ['duration', '900', false],
    ['date-time', '2026-01-01T00:00:00Z', true],
    ['date-time', 'yesterday', false],
    ['byte', 'YQ==', true],
    ['byte', '%', false],
  ])('%s %s: %s', (format, value, ok) => {
    expect(matchesFormat(format, value)).toBe(ok);
  });

  it.each([
    ['1024Mi', '1Gi'],
    ['0.5', '500m'],
    ['1000m', '1'],
    ['1.5Gi', '1536Mi'],
    ['100k', '100k'],
    ['1000', '1k'],
    ['128974848', '128974848'],
    ['0', '0'],
    [2, '2'],
    ['many', 'many'],
  ])('%s is %s', (amount, canonical) => {
    expect(canonicalQuantity(amount)).toBe(canonical);
  });

  it('checks names', () => {
    expect(dns1123Label('1-a')).toEqual([]);
    expect(dns1123Label('-a')).toHaveLength(1);
    expect(labelValue('a'.repeat(64))).toEqual([
      'must be no more than 63 bytes',
    ]);
    expect(dns1123Subdomain('1.a-b.c')).toEqual([]);
    expect(dns1123Subdomain('a_b')).toHaveLength(1);
    expect(labelValue('')).toEqual([]);
    expect(labelValue('a b')).toHaveLength(1);
    expect(qualifiedKey('a.b/c_D')).toEqual([]);
    expect(qualifiedKey('A/b')).toHaveLength(1);
    expect(qualifiedKey('a/b/c')).toHaveLength(1);
    expect(portName('http')).toEqual([]);
    expect(portName('1?')).toHaveLength(2);
  });
});
