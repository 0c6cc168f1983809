import { KubeObject } from '@backstage-federation/kubernetes-clusters';

/** Numbers from 0 to below 1 that are the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = Math.imul(state + 0x6d2b79f5, 1);
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = Math.imul(t ^ (t >>> 7), t | 61) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What nobody expects where text, a number, a list or a map belongs. */
const HOSTILE: (() => unknown)[] = [
  () => null,
  () => undefined,
  () => '',
  () => 'x'.repeat(100_000),
  () => '\u202e\u0000\ud800 𝔣𝔢𝔡 ﷽',
  () => -1,
  () => 1e308,
  () => true,
  () => [],
  () => [null],
  () => [[[]]],
  () => ({}),
  () => JSON.parse('{"__proto__":{"polluted":true},"constructor":null}'),
  () => ({ toString: null, length: -1 }),
];

/** A copy of a value in which one part, at any depth, is something else. */
export function mutated<T>(value: T, random: () => number): T {
  const pick = <V>(from: V[]) => from[Math.floor(random() * from.length)];
  if (typeof value !== 'object' || value === null || random() < 0.15) {
    return pick(HOSTILE)() as T;
  }
  const copy: any = Array.isArray(value) ? [...value] : { ...value };
  const keys = Object.keys(copy);
  const key = keys.length ? pick(keys) : 'added';
  const json = typeof copy[key] === 'string' && /^[[{]/.test(copy[key]);
  if (json && random() < 0.8) {
    copy[key] = JSON.stringify(mutated(JSON.parse(copy[key]), random)) ?? '';
  } else {
    copy[key] = mutated(copy[key], random);
  }
  return copy;
}

/** Hostile in what its owner may write: not in what names it, which the API server holds to be text. */
export function hostile(object: KubeObject, random: () => number): KubeObject {
  const { apiVersion, kind, metadata, ...content } = object;
  return { apiVersion, kind, metadata, ...mutated(content, random) };
}
