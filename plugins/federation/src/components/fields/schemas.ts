import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';

/** Value and options of `FederationClusterPicker`. */
export const clusterPickerSchema = makeFieldSchema({
  output: z => z.string(),
  uiOptions: z =>
    z.object({
      unreachable: z
        .boolean()
        .optional()
        .describe('Whether a cluster may be chosen that cannot be used now'),
    }),
});

/** Value and options of `FederationNamespacePicker`. */
export const namespacePickerSchema = makeFieldSchema({
  output: z => z.string(),
  uiOptions: z =>
    z.object({
      clusterField: z
        .string()
        .optional()
        .describe('Dotted path of the form field that holds the cluster'),
    }),
});

/** Value and options of `FederationPlacePicker`. */
export const placePickerSchema = makeFieldSchema({
  output: z =>
    z.object({
      cluster: z.string().optional(),
      namespace: z.string().optional(),
      site: z.string().optional(),
    }),
});

/** Value and options of `FederationMembersPicker`. */
export const membersPickerSchema = makeFieldSchema({
  output: z =>
    z.array(
      z.object({
        cluster: z.string().optional(),
        namespace: z.string().optional(),
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
          .optional(),
        site: z.string().optional(),
        name: z.string().optional(),
        linkCost: z.number().optional(),
      }),
    ),
  uiOptions: z =>
    z.object({
      hubField: z
        .string()
        .optional()
        .describe('Dotted path of the form field that holds the hub'),
    }),
});

/** Value and options of `FederationPicker`. */
export const federationPickerSchema = makeFieldSchema({
  output: z => z.string(),
});
