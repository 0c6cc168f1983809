import {
  FederationView,
  FlowerView,
  flowerView,
} from '../../plugins/federation-common/src';

/** How many of what there should be work, by id: `links`, `superNodes`, … */
export function countOf(
  { counts }: Pick<FederationView, 'counts'>,
  id: string,
): { ready: number; total: number } | undefined {
  const found = counts.find(count => count.id === id);
  return found && { ready: found.ready, total: found.total };
}

/** What the view shows of Flower. */
export function flowerOf(view: FederationView): FlowerView {
  const flower = flowerView(view);
  if (!flower) throw new Error(`${view.name} is not a federation of Flower`);
  return flower;
}
