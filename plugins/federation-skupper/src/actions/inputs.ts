import {
  clusterName,
  dnsLabel,
  memberName,
  LinkMode,
  skupperSpec,
  SkupperFederationSpec,
  parseFederationSpec,
} from '@backstage-federation/plugin-federation-common';
import { placeInput } from '@backstage-federation/plugin-federation-node';
import { z } from 'zod';

const siteName = dnsLabel('site');

/** Inputs of the actions that are about something in a site. */
const inSiteInput = placeInput.extend({
  member: memberName('member')
    .optional()
    .describe("Name of the member; leave it out on the hub's side"),
});

/** Inputs of the actions that are about a site. */
export const siteInput = inSiteInput.extend({
  name: siteName.describe('Name of the Site'),
});

/** Inputs of the actions that are about a connector or listener. */
export const serviceInput = inSiteInput.extend({
  routingKey: dnsLabel('routingKey').describe(
    'Routing key; also the name of the object',
  ),
});

/** Inputs of the actions that are about the link from a member to the hub. */
export const linkInput = placeInput.extend({
  member: memberName('member')
    .optional()
    .describe("Name of the member; default: its cluster's name"),
  site: siteName.optional().describe("Name of the member's Site"),
  hubCluster: clusterName.describe("The hub's cluster"),
  hubNamespace: dnsLabel('namespace').describe("The hub's namespace"),
  hubSite: siteName.optional().describe("Name of the hub's Site"),
});

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
  'members[0].linkMode': 'mode',
};

/**
 * A spec with the two ends of the link.
 *
 * @throws InputError that names the spec's field and its rule
 */
export function linkSpec(
  input: z.output<typeof linkInput> & { cost?: number; mode?: LinkMode },
): SkupperFederationSpec {
  const { federation, member, cluster, namespace, site, cost, mode } = input;
  return skupperSpec(
    parseFederationSpec({
      name: federation,
      hub: {
        cluster: input.hubCluster,
        namespace: input.hubNamespace,
        site: input.hubSite,
      },
      members: [
        {
          name: member,
          cluster,
          namespace,
          site,
          linkCost: cost,
          linkMode: mode,
        },
      ],
    }),
  );
}
