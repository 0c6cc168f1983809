import { entityName } from './entityName';

describe('entityName', () => {
  it('keeps names within what the catalog allows', () => {
    expect(entityName('a', 'b')).toBe('a.b');
    expect(entityName('a-b')).toBe('a-b');
    expect(entityName('gke_project/zone:1')).toMatch(
      /^gke_project-zone-1-[0-9a-f]{8}$/,
    );
    expect(entityName('///')).toMatch(/^[0-9a-f]{8}$/);
    const long = entityName('f'.repeat(40), 'm'.repeat(40));
    expect(long).toHaveLength(63);
    expect(long).not.toBe(entityName('f'.repeat(40), `${'m'.repeat(39)}n`));
  });

  it.each([
    [
      ['a-b', 'c'],
      ['a', 'b-c'],
    ],
    [
      ['a', 'b', 'c'],
      ['a-b', 'c'],
    ],
    [
      ['a.b', 'c'],
      ['a', 'b.c'],
    ],
    [['a/b'], ['a-b']],
    [['a/b'], ['a:b']],
    [['West'], ['west']],
    [['WEST'], ['West']],
    [
      ['a', 'b/c'],
      ['a/b', 'c'],
    ],
    [['-a'], ['a']],
  ])('tells %j and %j apart', (one, other) => {
    expect(entityName(...one).toLowerCase()).not.toBe(
      entityName(...other).toLowerCase(),
    );
  });
});
