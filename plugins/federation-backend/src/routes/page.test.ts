import { page } from './page';

const items = ['a', 'b', 'c', 'd', 'e'];
const cut = (query: { limit?: unknown; cursor?: unknown }) =>
  page(items, item => item, query);

describe('page', () => {
  it('walks through all items by cursor', () => {
    const first = cut({ limit: '2' });
    expect(first.items).toEqual(['a', 'b']);
    const second = cut({ limit: '2', cursor: first.nextCursor });
    expect(second.items).toEqual(['c', 'd']);
    const third = cut({ limit: '2', cursor: second.nextCursor });
    expect(third).toEqual({ items: ['e'], nextCursor: undefined });
  });

  it('stays right when the item of the cursor is gone', () => {
    const { nextCursor } = cut({ limit: '2' });
    expect(
      page(['a', 'c', 'd'], item => item, { cursor: nextCursor }).items,
    ).toEqual(['c', 'd']);
  });

  it.each([['0'], ['201'], ['x'], ['1.5']])('refuses the limit %s', limit => {
    expect(() => cut({ limit })).toThrow(/limit must be 1 to 200/);
  });

  it.each([[''], ['%%%'], ['a=b']])('refuses the cursor "%s"', cursor => {
    expect(() => cut({ cursor })).toThrow(/cursor must be/);
  });
});
