import type { z as zod } from 'zod/v3';

type Zod = typeof zod;

/** A place, as forms and files give it. */
const place = (z: Zod) => ({
  cluster: z.string().describe('Name of the cluster in the configuration'),
  namespace: z.string().describe('Namespace; created when missing'),
  site: z.string().optional().describe('Name of the Skupper Site'),
});

/** Inputs that together are a FederationSpec; the handler parses them again with the spec's own schema. */
export const specInput = {
  federation: (z: Zod) =>
    z.string().describe('Name of the federation, unique among all hubs'),
  owner: (z: Zod) =>
    z.string().optional().describe('Entity reference of the owner'),
  hub: (z: Zod) =>
    z
      .object({
        ...place(z),
        linkAccess: z
          .string()
          .optional()
          .describe('How members reach the hub: default, loadbalancer, …'),
      })
      .describe('Where the SuperLink runs and links are accepted'),
  members: (z: Zod) =>
    z
      .array(
        z.object({
          ...place(z),
          name: z
            .string()
            .optional()
            .describe("Name of the member; default: its cluster's name"),
          linkMode: z
            .enum(['token', 'certificate'])
            .optional()
            .describe('Default: that of `interconnect`'),
          linkCost: z
            .number()
            .optional()
            .describe('Link cost, at least 1; default 1'),
          superNodes: z
            .union([
              z.number(),
              z.array(
                z.object({
                  name: z.string(),
                  nodeConfig: z.string().optional(),
                }),
              ),
            ])
            .optional()
            .describe(
              'How many SuperNodes, or a list of `name` and `nodeConfig`; default 1',
            ),
        }),
      )
      .describe('Where SuperNodes run'),
  interconnect: (z: Zod) =>
    z
      .object({
        linkMode: z
          .enum(['token', 'certificate'])
          .optional()
          .describe('How links get their credentials; default token'),
      })
      .optional()
      .describe('How sites are joined'),
  workload: (z: Zod) =>
    z
      .object({
        version: z.string().optional().describe('Flower release, X.Y.Z'),
        security: z
          .enum(['supernode-auth', 'tls', 'insecure'])
          .optional()
          .describe(
            '`supernode-auth` (default): TLS, and only SuperNodes whose key is registered; `tls`: TLS, whoever reaches the SuperLink may connect; `insecure`: plain text inside the clusters, mutual TLS between them',
          ),
      })
      .optional()
      .describe('What runs'),
};

/** The inputs' names of the spec's fields, where they differ. */
export const specFields = { name: 'federation' };
