import { FederationSpecInput } from '@backstage-federation/plugin-federation-common';
import type { z as zod } from 'zod/v3';
import { place, placeRules, rules } from '../../lib/inputs';

type Zod = typeof zod;

/** Inputs of the actions that are about the link from a member to the hub. */
export const linkInput = {
  ...place,
  member: (z: Zod) =>
    z
      .string()
      .optional()
      .describe("Name of the member; default: its cluster's name"),
  site: (z: Zod) => z.string().optional().describe("Name of the member's Site"),
  hubCluster: (z: Zod) => z.string().describe("The hub's cluster"),
  hubNamespace: (z: Zod) => z.string().describe("The hub's namespace"),
  hubSite: (z: Zod) => z.string().optional().describe("Name of the hub's Site"),
};

/** What the handlers hold those inputs against. */
export const linkRules = {
  ...placeRules,
  member: rules.member.optional(),
  site: rules.site.optional(),
  hubCluster: rules.cluster,
  hubNamespace: rules.namespace,
  hubSite: rules.site.optional(),
};

/** The inputs' names of the fields of {@link linkSpec}. */
export const linkFields = {
  name: 'federation',
  'hub.cluster': 'hubCluster',
  'hub.namespace': 'hubNamespace',
  'hub.site': 'hubSite',
  'members[0].name': 'member',
  'members[0].cluster': 'cluster',
  'members[0].namespace': 'namespace',
  'members[0].site': 'site',
  'members[0].linkCost': 'cost',
};

/** A spec with the two ends of the link. */
export function linkSpec(input: {
  federation: string;
  cluster: string;
  namespace: string;
  member?: string;
  site?: string;
  hubCluster: string;
  hubNamespace: string;
  hubSite?: string;
  cost?: number;
}): FederationSpecInput {
  const { federation, cluster, namespace, member, site, cost } = input;
  return {
    name: federation,
    hub: {
      cluster: input.hubCluster,
      namespace: input.hubNamespace,
      site: input.hubSite,
    },
    members: [{ name: member, cluster, namespace, site, linkCost: cost }],
  };
}
