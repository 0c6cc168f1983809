import { computeRoutes } from './routes';

function nodes(links: [string, string, number, number?][]) {
  const all = new Map<
    string,
    { id: string; neighbors: Record<string, number> }
  >();
  const node = (id: string) => {
    if (!all.has(id)) all.set(id, { id, neighbors: {} });
    return all.get(id)!;
  };
  for (const [a, b, cost, back = cost] of links) {
    node(a).neighbors[b] = cost;
    if (back) node(b).neighbors[a] = back;
  }
  return all;
}

describe('computeRoutes', () => {
  it('goes over the hub to the other members', () => {
    expect(
      computeRoutes(
        'west',
        nodes([
          ['west', 'hub', 1],
          ['east', 'hub', 5],
        ]),
      ),
    ).toEqual(
      new Map([
        ['hub', { cost: 1, nextHop: 'hub' }],
        ['east', { cost: 6, nextHop: 'hub' }],
      ]),
    );
  });

  it('takes the cheaper of two ways, with the higher cost of a link', () => {
    const routes = computeRoutes(
      'a',
      nodes([
        ['a', 'b', 1, 9],
        ['a', 'c', 2],
        ['c', 'b', 3],
      ]),
    );
    expect(routes.get('b')).toEqual({ cost: 5, nextHop: 'c' });
  });

  it('wants both ends of a link to know it', () => {
    expect(computeRoutes('a', nodes([['b', 'a', 1, 0]])).size).toBe(0);
  });
});
