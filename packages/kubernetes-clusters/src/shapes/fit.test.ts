import { fit, Shape } from './fit';

const shape: Shape = {
  spec: { port: 'number', on: 'flag', labels: { '*': 'text' } },
  status: { conditions: [{ 'type!': 'text', status: 'text' }] },
};
const read = (value: unknown) => {
  const odd: string[] = [];
  return { value: fit(value, shape, odd), odd };
};

it('gives back what fits, with what nobody asked for', () => {
  const value = {
    more: [1],
    spec: { port: 1, on: false, labels: { a: 'b' } },
    status: { conditions: [{ type: 'Ready', status: 'True', x: 1 }] },
  };
  expect(read(value).value).toBe(value);
  expect(read({})).toEqual({ value: {}, odd: [] });
});

it.each<[unknown, unknown, string[]]>([
  [null, undefined, ['']],
  [[], undefined, ['']],
  [{ spec: 'x' }, {}, ['spec']],
  [{ spec: null, status: undefined }, {}, []],
  [{ spec: { port: '9092', on: 1 } }, { spec: {} }, ['spec.port', 'spec.on']],
  [{ status: { conditions: {} } }, { status: {} }, ['status.conditions']],
  [
    { status: { conditions: [null, { type: 'A' }, { status: 'True' }] } },
    { status: { conditions: [{ type: 'A' }] } },
    ['status.conditions[0]', 'status.conditions[2].type'],
  ],
  [
    { spec: { labels: { a: 1, b: 'b' } } },
    { spec: { labels: { b: 'b' } } },
    ['spec.labels.a'],
  ],
])('leaves out of %j what does not', (value, left, odd) => {
  expect(read(value)).toEqual({ value: left, odd });
});

it('cuts text that nobody could read, and follows no prototype', () => {
  const odd: string[] = [];
  expect(fit('x'.repeat(1e6), 'text', odd)).toHaveLength(16 * 1024);
  expect(odd).toEqual(['']);
  expect(fit('x'.repeat(1e6), 'document', [])).toHaveLength(1e6);
  const keys = JSON.parse('{"spec":{"labels":{"__proto__":{"a":1},"b":2}}}');
  expect((read(keys).value as any).spec.labels).toEqual({});
  expect(({} as any).a).toBeUndefined();
});
