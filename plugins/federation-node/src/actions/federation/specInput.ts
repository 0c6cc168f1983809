import {
  federationSpecFields,
  OfKind,
} from '@backstage-federation/plugin-federation-common';
import { z } from 'zod';
import {
  type FederationAdapter,
  type FederationAdapters,
  notInstalled,
} from '../../contract/FederationAdapters';

/** A part that is another for each installed kind, by the schemas of their adapters. */
function partOf(adapters: FederationAdapter[], description: string) {
  const kinds = adapters.map(({ kind }) => kind);
  const schemas = adapters.map(({ specSchema }) => specSchema);
  return z
    .preprocess(
      (part, context) => {
        if (typeof part !== 'object' || part === null) return part;
        const { kind = kinds[0], ...rest } = part as Partial<OfKind>;
        if (kinds.includes(kind)) return { kind, ...rest };
        const message = notInstalled(kind, kinds);
        context.addIssue({ code: 'custom', path: ['kind'], message });
        return z.NEVER;
      },
      schemas.length === 1 ? schemas[0] : z.union(schemas),
    )
    .prefault({})
    .describe(description);
}

/** Inputs that together are a FederationSpec, held against the spec's own rules. */
export function specInput(installed: FederationAdapters) {
  const { name, owner, hub, members } = federationSpecFields.shape;
  return z.object({
    federation: name.describe('Name of the federation, unique among all hubs'),
    owner,
    hub,
    members,
    interconnect: partOf(installed.interconnects(), 'How sites are joined'),
    workload: partOf(installed.workloads(), 'What runs'),
  });
}

/** The inputs' names of the spec's fields, where they differ. */
export const specFields = { name: 'federation' };
