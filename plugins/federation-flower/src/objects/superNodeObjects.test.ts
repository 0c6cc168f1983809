import {
  flowerSpec,
  parseFederationSpec,
} from '@backstage-federation/plugin-federation-common';
import { superLinkObjects } from './superLinkObjects';
import { superNodeObjects } from './superNodeObjects';

const spec = flowerSpec(
  parseFederationSpec({
    name: 'fl',
    workload: { version: '1.39.0' },
    hub: { cluster: 'a', namespace: 'fl' },
    members: [{ name: 'b', cluster: 'b', namespace: 'fl' }],
  }),
);

/** Paths of empty lists in a value. */
function emptyLists(value: unknown, path = ''): string[] {
  if (Array.isArray(value) && value.length === 0) return [path];
  return value && typeof value === 'object'
    ? Object.entries(value).flatMap(([key, inner]) =>
        emptyLists(inner, `${path}.${key}`),
      )
    : [];
}

describe('objects of SuperLink and SuperNodes', () => {
  // A real API server drops them, and so writes the object anew at each apply of the same.
  it('have no empty lists', () => {
    const [member] = spec.members;
    const objects = [
      ...superLinkObjects(spec, 'kubernetes'),
      ...superNodeObjects(spec, member, { name: 'n' }, 'kubernetes'),
    ];
    expect(objects.map(({ kind }) => kind)).toContain('NetworkPolicy');
    expect(objects.flatMap(object => emptyLists(object))).toEqual([]);
  });
});
