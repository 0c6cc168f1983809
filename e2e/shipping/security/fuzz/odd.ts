import fc from 'fast-check';

/** Text that means something somewhere, or looks as if. */
const TEXTS = [
  '',
  ' ',
  'hub',
  'Retail',
  '-a',
  'a.b',
  'a'.repeat(63),
  'a'.repeat(64),
  'x'.repeat(5_000),
  'kube-system',
  'openshift-operators',
  'skupper-router',
  '../../secrets',
  '%00',
  '$' + '{{ secrets.token }}',
  '\u202e\u0000\ud800 𝔣𝔢𝔡 ﷽',
  '__proto__',
  'constructor',
  '1.23.0',
  '99.0.0',
  '2026-13-45T99:99:99Z',
  '[]',
  '{"__proto__":{"polluted":true}}',
];

/** What nobody expects where text, a number, a list or a map belongs. */
export const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, undefined, true, -1, 0, 0.5, 1e308, NaN),
  fc.constantFrom<unknown>(...TEXTS),
  fc
    .constantFrom(
      () => [],
      () => [null],
      () => [[[]]],
      () => ({}),
      () => JSON.parse('{"__proto__":{"polluted":true},"constructor":null}'),
      () => ({ toString: null, length: -1 }),
    )
    .map(make => make()),
  fc.string({ unit: 'binary' }),
  fc.jsonValue({ maxDepth: 3 }),
);

/** A name that is mostly good. */
export const name: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.stringMatching(/^[a-z]([-a-z0-9]{0,12}[a-z0-9])?$/),
  },
  { weight: 1, arbitrary: fc.stringMatching(/^[a-z0-9]{1,63}$/) },
  { weight: 1, arbitrary: fc.constantFrom(...TEXTS) },
);

/** A place in a value, and what is put there. */
export interface Change {
  path: number[];
  value: unknown;
}

/** Changes of a value of any shape: how it shrinks is how few and how plain they are. */
export const changes = (maxLength: number): fc.Arbitrary<Change[]> =>
  fc.array(
    fc.record({
      path: fc.array(fc.nat(30), { maxLength: 7 }),
      value: oddValue,
    }),
    { maxLength },
  );

/** A copy of a value with changes at any depth; JSON in text is looked into too. */
export function changed<T>(value: T, all: Change[]): T {
  return all.reduce(
    (copy, { path, value: odd }) => put(copy, path, odd),
    value,
  );
}

function put(value: any, [step, ...rest]: number[], odd: unknown): any {
  if (step === undefined) return odd;
  if (typeof value === 'string' && /^[[{]/.test(value)) {
    try {
      return JSON.stringify(put(JSON.parse(value), [step, ...rest], odd)) ?? '';
    } catch {
      return odd;
    }
  }
  if (typeof value !== 'object' || value === null) return odd;
  const copy: any = Array.isArray(value) ? [...value] : { ...value };
  const keys = Object.keys(copy);
  const key = keys[step % (keys.length + 1)] ?? 'added';
  copy[key] = put(copy[key], rest, odd);
  return copy;
}
