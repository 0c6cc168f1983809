import {
  FederationSpec,
  FederationSpecInput,
  parseFederationSpec,
} from '@backstage-federation/plugin-federation-common';
import { z } from 'zod';
import type { placeInput } from './inputs';

/**
 * A spec with one place only, as its hub, for the steps of an action that acts on one.
 *
 * @param place - as {@link placeInput} gives it
 * @param more - what else the steps need of a spec
 * @throws InputError that names the spec's field and its rule
 * @public
 */
export function placeSpec(
  place: z.output<typeof placeInput>,
  more: Partial<Pick<FederationSpecInput, 'interconnect' | 'workload'>> & {
    hub?: Partial<FederationSpecInput['hub']>;
  } = {},
): FederationSpec {
  const { federation, cluster, namespace } = place;
  return parseFederationSpec({
    name: federation,
    hub: { cluster, namespace, ...more.hub },
    members: [],
    interconnect: more.interconnect,
    workload: more.workload,
  });
}
