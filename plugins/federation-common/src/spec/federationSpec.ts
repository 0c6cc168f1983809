import { z } from 'zod';
import {
  skupperHubSchema,
  skupperInterconnectSchema,
  skupperMemberSchema,
} from './interconnect/skupper';
import { partByKind } from './kinds';
import { clusterName, dnsLabel, memberName } from './names';
import type { FederationSpec } from './types';
import {
  flowerMemberSchema,
  flowerWorkloadSchema,
  superNodesNamedTwice,
  tooManySuperNodes,
} from './workload/flower';

/** A cluster and a namespace of it. */
const placeFields = {
  cluster: clusterName.describe('Name of the cluster in the configuration'),
  namespace: dnsLabel('namespace').describe('Namespace; created when missing'),
};

/** Kind, namespace and name as the catalog takes them. */
const ENTITY_REF =
  /^([A-Za-z][A-Za-z0-9]*:)?([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

const hubSpecSchema = z.object({
  ...placeFields,
  site: dnsLabel('site')
    .default('superlink-interconnect')
    .describe('Name of the Skupper Site'),
  ...skupperHubSchema.shape,
});

/** A member as a person writes it, with the fields of every kind of this package. @public */
export const memberSpecSchema = z.object({
  /**
   * Name of the member within the federation; default: its cluster's name, or `<cluster>-<namespace>` when the cluster
   * holds several members.
   */
  name: memberName('member name')
    .optional()
    .describe("Name of the member; default: its cluster's name"),
  ...placeFields,
  /** Default `<member name>-interconnect`. */
  site: dnsLabel('site').optional().describe('Name of the Skupper Site'),
  ...skupperMemberSchema.shape,
  ...flowerMemberSchema.shape,
});

const SKUPPER_FIELDS = Object.keys({
  ...skupperHubSchema.shape,
  ...skupperMemberSchema.shape,
});
const FLOWER_FIELDS = Object.keys(flowerMemberSchema.shape);

/** A member with its name, given or derived. @public */
export type NamedMember = z.output<typeof memberSpecSchema> & { name: string };

/** Gives each member without a name one that follows from where it is. */
function nameMembers(
  members: z.output<typeof memberSpecSchema>[],
): NamedMember[] {
  const label = (text: string) =>
    text
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .slice(0, 40)
      .replace(/^-+|-+$/g, '') || 'member';
  const ofCluster = Map.groupBy(members, ({ cluster }) => cluster);
  return members.map(member => {
    const alone = ofCluster.get(member.cluster)!.length === 1;
    return {
      ...member,
      name:
        member.name ??
        label(alone ? member.cluster : `${member.cluster}-${member.namespace}`),
    };
  });
}

/** Leaves out the fields of kinds that the federation is not of. */
function withoutForeign<T extends object>(
  place: T,
  { interconnect, workload }: Pick<FederationSpec, 'interconnect' | 'workload'>,
): T {
  const foreign = [
    ...(interconnect.kind === 'skupper' ? [] : SKUPPER_FIELDS),
    ...(workload.kind === 'flower' ? [] : FLOWER_FIELDS),
  ];
  return Object.fromEntries(
    Object.entries(place).filter(([field]) => !foreign.includes(field)),
  ) as T;
}

/**
 * The fields of a spec as a person writes it, each with its description and rule.
 *
 * @public
 */
export const federationSpecFields = z.object({
  name: dnsLabel('federation name', 40),
  owner: z
    .string()
    .regex(
      ENTITY_REF,
      'owner must be an entity reference such as "group:default/data-science"',
    )
    .optional()
    .describe('Entity reference of the owner'),
  interconnect: partByKind({ skupper: skupperInterconnectSchema }).describe(
    'How sites are joined',
  ),
  workload: partByKind({ flower: flowerWorkloadSchema }).describe('What runs'),
  hub: hubSpecSchema.describe(
    'Where the SuperLink runs and links are accepted',
  ),
  members: z
    .array(memberSpecSchema)
    .max(1000, 'a federation may have at most 1000 members')
    .describe('Where SuperNodes run'),
});

/**
 * The desired federation: template input, Git manifest, and the ConfigMap kept in the hub's namespace.
 *
 * Parsing applies defaults and refuses, naming the field: a member that is the hub, two members in one place or of one
 * name, two SuperNodes of one name in a member.
 *
 * @public
 */
export const federationSpecSchema = federationSpecFields
  .transform(spec => ({ ...spec, members: nameMembers(spec.members) }))
  .superRefine((spec, ctx) => {
    const issue = (path: (string | number)[], message: string) =>
      ctx.addIssue({ code: 'custom', path, message });
    const tooMany = tooManySuperNodes(spec.members);
    if (tooMany) issue(['members'], tooMany);
    const places = new Map<string, string>();
    const names = new Set<string>();
    spec.members.forEach((member, i) => {
      const place = `${member.cluster}/${member.namespace}`;
      if (
        member.cluster === spec.hub.cluster &&
        member.namespace === spec.hub.namespace
      ) {
        issue(
          ['members', i, 'namespace'],
          `member "${member.name}" is the hub (${place}); a member needs a cluster and namespace of its own`,
        );
      } else if (places.has(place)) {
        issue(
          ['members', i, 'namespace'],
          `member "${member.name}" is in ${place} like member "${places.get(
            place,
          )}"; a namespace can hold only one site`,
        );
      }
      places.set(place, member.name);
      if (names.has(member.name)) {
        issue(
          ['members', i, 'name'],
          `member name "${member.name}" is used twice; member names must be unique`,
        );
      }
      names.add(member.name);
      // One that follows from the cluster's name was not looked at.
      const name = memberName('member name').safeParse(member.name);
      name.error?.issues.forEach(({ message }) =>
        issue(['members', i, 'name'], message),
      );
      superNodesNamedTwice(member.superNodes, member.name).forEach(
        ({ path, message }) => issue(['members', i, ...path], message),
      );
    });
  })
  .transform(
    ({ hub, members, ...spec }): FederationSpec => ({
      ...spec,
      hub: withoutForeign(hub, spec),
      members: members.map(member => withoutForeign(member, spec)),
    }),
  );

/** A federation spec as a person writes it. @public */
export type FederationSpecInput = z.input<typeof federationSpecSchema>;
