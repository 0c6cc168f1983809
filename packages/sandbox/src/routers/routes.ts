/** What route computation needs of a router. */
export interface RouterNode {
  id: string;
  /** Costs of the links to neighbours. */
  neighbors: Record<string, number>;
}

/** How a router is reached. */
export interface Route {
  cost: number;
  /** The neighbour over which it is reached; the router itself when it is one. */
  nextHop: string;
}

/**
 * Cheapest routes from `self`. A connection counts only when both its ends report it, with the higher of the two costs.
 */
export function computeRoutes(
  self: string,
  nodes: ReadonlyMap<string, RouterNode>,
): Map<string, Route> {
  const routes = new Map<string, Route>();
  const open = new Map<string, Route>([[self, { cost: 0, nextHop: self }]]);
  while (open.size) {
    const [id, route] = [...open].reduce((best, next) =>
      next[1].cost < best[1].cost ? next : best,
    );
    open.delete(id);
    routes.set(id, route);
    for (const [neighbor, cost] of Object.entries(
      nodes.get(id)?.neighbors ?? {},
    )) {
      const back = nodes.get(neighbor)?.neighbors[id];
      if (back === undefined || routes.has(neighbor)) continue;
      const total = route.cost + Math.max(cost, back);
      if (total < (open.get(neighbor)?.cost ?? Infinity)) {
        const nextHop = id === self ? neighbor : route.nextHop;
        open.set(neighbor, { cost: total, nextHop });
      }
    }
  }
  routes.delete(self);
  return routes;
}
