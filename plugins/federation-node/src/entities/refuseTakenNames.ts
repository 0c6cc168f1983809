import { ConflictError } from '@backstage/errors';
import {
  FEDERATION_ANNOTATION,
  FederationSpec,
} from '@backstage-federation/plugin-federation-common';
import { Adapters } from '../contract/FederationAdapters';
import { entityName } from './entityName';

/** Finds entities of the catalog, in the order of the references. @public */
export type EntityLookup = (
  refs: string[],
) => Promise<
  ({ metadata: { annotations?: Record<string, string> } } | undefined)[]
>;

/** Whether an entity is there and not the federation's. @internal */
export function isOfOthers(
  entity: Awaited<ReturnType<EntityLookup>>[number],
  federation: string,
): boolean {
  return (
    entity !== undefined &&
    entity.metadata.annotations?.[FEDERATION_ANNOTATION] !== federation
  );
}

/**
 * Refuses a federation whose entities would have names that the catalog has given to others: they would not appear, and links
 * to them would lead to foreign pages.
 *
 * @throws ConflictError that names the field and each entity
 * @internal
 */
export async function refuseTakenNames(
  spec: FederationSpec,
  { interconnect, workload }: Adapters,
  lookup: EntityLookup,
): Promise<void> {
  const components = [interconnect, workload].flatMap(
    adapter => adapter.entities?.(spec) ?? [],
  );
  const refs = [
    `system:default/${entityName(spec.name)}`,
    ...components.map(
      ({ name }) => `component:default/${entityName(spec.name, ...name)}`,
    ),
  ];
  const found = await lookup(refs);
  const taken = refs.filter((_, i) => isOfOthers(found[i], spec.name));
  if (taken.length) {
    throw new ConflictError(
      `name: the catalog has ${taken.join(
        ', ',
      )} already, of somebody else; choose another name for the federation`,
    );
  }
}
