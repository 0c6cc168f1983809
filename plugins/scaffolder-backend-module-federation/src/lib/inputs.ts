import type { z as zod } from 'zod/v3';

type Zod = typeof zod;

/** Inputs that actions share, so that policies can be written once for all of them. */
export const federation = (z: Zod) =>
  z.string().describe('Name of the federation that the objects belong to');
export const cluster = (z: Zod) =>
  z.string().describe('Name of the cluster in the configuration');
export const namespace = (z: Zod) => z.string().describe('Namespace');
export const member = (z: Zod) =>
  z
    .string()
    .optional()
    .describe("Name of the member; leave it out on the hub's side");
export const version = (z: Zod) =>
  z.string().optional().describe('Flower release, X.Y.Z');

/** A place of the federation. */
export const place = { federation, cluster, namespace };

/** Outputs of every action that changes something. */
export const output = {
  changed: (z: Zod) => z.number().describe('How many objects were changed'),
  summary: (z: Zod) => z.string().describe('One line for a person'),
};
