import { federationSpecFields } from '@backstage-federation/plugin-federation-common';
import { z } from 'zod';

const { name, owner, hub, members, interconnect, workload } =
  federationSpecFields.shape;

/** Inputs that together are a FederationSpec, held against the spec's own rules. */
export const specInput = z.object({
  federation: name.describe('Name of the federation, unique among all hubs'),
  owner,
  hub,
  members,
  interconnect,
  workload,
});

/** The inputs' names of the spec's fields, where they differ. */
export const specFields = { name: 'federation' };
