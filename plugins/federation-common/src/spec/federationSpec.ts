import { z } from 'zod';
import { clusterName, dnsLabel } from './names';

/**
 * How a member's link gets its credentials.
 *
 * - `token`: AccessGrant on the hub, AccessToken on the member; needs no right to read Secrets.
 * - `certificate`: Certificate on the hub, its Secret and a Link are copied to the member, as
 *   `skupper link generate` does; works when the member cannot reach the hub's grant server.
 *
 * @public
 */
export const linkModeSchema = z.enum(['token', 'certificate']);

/**
 * Types of link access that Skupper 2.2 knows. Which of them a cluster can really serve depends on its controller.
 *
 * @public
 */
export const linkAccessSchema = z
  .enum([
    'default',
    'loadbalancer',
    'nodeport',
    'route',
    'local',
    'ingress',
    'ingress-nginx',
    'contour-http-proxy',
    'gateway',
  ])
  // Plain text in JSON schemas: who fills in a form is told of the usual ones, and a mistake is refused by parsing.
  .meta({ enum: undefined });

/** @public */
export const superNodeSpecSchema = z.object({
  /** Name of the Deployment in the member's namespace. */
  name: dnsLabel('supernode name', 52),
  /** Value of `--node-config`: `key=value` pairs, TOML values, separated by blanks. */
  nodeConfig: z.string().max(4096).optional(),
});

/** A cluster and a namespace of it. */
const placeFields = {
  cluster: clusterName.describe('Name of the cluster in the configuration'),
  namespace: dnsLabel('namespace').describe('Namespace; created when missing'),
};

/** @public */
export const hubSpecSchema = z.object({
  ...placeFields,
  site: dnsLabel('site')
    .default('superlink-interconnect')
    .describe('Name of the Skupper Site'),
  linkAccess: linkAccessSchema
    .default('default')
    .describe('How members reach the hub: default, loadbalancer, …'),
});

/** @public */
export const memberSpecSchema = z.object({
  /**
   * Name of the member within the federation; default: its cluster's name, or `<cluster>-<namespace>` when the cluster
   * holds several members.
   */
  name: dnsLabel('member name', 40)
    .optional()
    .describe("Name of the member; default: its cluster's name"),
  ...placeFields,
  /** Default `<member name>-interconnect`. */
  site: dnsLabel('site').optional().describe('Name of the Skupper Site'),
  /** How this member's link gets its credentials. */
  linkMode: linkModeSchema
    .optional()
    .describe('Default: that of `interconnect`'),
  /** skupper-router takes 1 to 2147483647. */
  linkCost: z
    .number()
    .int('linkCost must be a whole number')
    .min(1, 'linkCost must be at least 1')
    .max(2147483647, 'linkCost must be at most 2147483647')
    .default(1)
    .describe('Link cost, at least 1; default 1'),
  /** The SuperNodes; a number stands for that many, named `supernode-1`, `supernode-2` … */
  superNodes: z
    .union([
      z
        .number({ message: 'superNodes must be a number or a list' })
        .int('superNodes must be a whole number')
        .min(0, 'superNodes must be 0 to 100')
        .max(100, 'superNodes must be 0 to 100')
        .transform(count =>
          Array.from({ length: count }, (_, i) => ({
            name: `supernode-${i + 1}`,
          })),
        ),
      z
        .array(superNodeSpecSchema)
        .max(100, 'a member may have at most 100 SuperNodes'),
    ])
    .transform((nodes): { name: string; nodeConfig?: string }[] => nodes)
    .default([{ name: 'supernode-1' }])
    .describe(
      'How many SuperNodes, or a list of `name` and `nodeConfig`; default 1',
    ),
});

/** @public */
export const interconnectSpecSchema = z.object({
  kind: z
    .literal('skupper')
    .default('skupper')
    .describe('Kind of interconnect; default `skupper`'),
  linkMode: linkModeSchema
    .default('token')
    .describe('How links get their credentials; default token'),
});

/**
 * How SuperLink and SuperNodes know each other, and who can read what they say.
 *
 * - `supernode-auth`: TLS with a certificate authority of the federation's own, and only SuperNodes may connect whose key
 *   was registered.
 * - `tls`: TLS; whoever reaches the Fleet API can connect.
 * - `insecure`: the guide's `--insecure`. Flower speaks plain text inside the clusters, and Skupper's mutual TLS protects
 *   what goes between them.
 *
 * @public
 */
export const workloadSecuritySchema = z.enum([
  'supernode-auth',
  'tls',
  'insecure',
]);

/**
 * The release of Flower that is run where a spec names none: the newest that the version profiles know.
 *
 * @public
 */
export const DEFAULT_FLOWER_VERSION = '1.41.0';

/** @public */
export const workloadSpecSchema = z.object({
  kind: z
    .literal('flower')
    .default('flower')
    .describe('Kind of workload; default `flower`'),
  /** Flower release, also the image tag: `X.Y.Z`. */
  version: z
    .string({ message: 'version must be text' })
    .regex(
      /^\d+\.\d+\.\d+$/,
      `version must be a full Flower release such as "${DEFAULT_FLOWER_VERSION}"`,
    )
    .default(DEFAULT_FLOWER_VERSION)
    .describe('Flower release, X.Y.Z'),
  security: workloadSecuritySchema
    .default('supernode-auth')
    .describe(
      '`supernode-auth` (default): TLS, and only SuperNodes whose key is registered; `tls`: TLS, whoever reaches the SuperLink may connect; `insecure`: plain text inside the clusters, mutual TLS between them',
    ),
});

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
  return members.map(member => {
    const alone =
      members.filter(({ cluster }) => cluster === member.cluster).length === 1;
    return {
      ...member,
      name:
        member.name ??
        label(alone ? member.cluster : `${member.cluster}-${member.namespace}`),
    };
  });
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
      /^([a-z]+:)?([A-Za-z0-9_.-]+\/)?[A-Za-z0-9_.-]+$/,
      'owner must be an entity reference such as "group:default/data-science"',
    )
    .optional()
    .describe('Entity reference of the owner'),
  interconnect: interconnectSpecSchema
    .prefault({})
    .describe('How sites are joined'),
  workload: workloadSpecSchema.prefault({}).describe('What runs'),
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
      const nodes = new Set<string>();
      member.superNodes.forEach((node, n) => {
        if (nodes.has(node.name)) {
          issue(
            ['members', i, 'superNodes', n, 'name'],
            `SuperNode name "${node.name}" is used twice in member "${member.name}"`,
          );
        }
        nodes.add(node.name);
      });
    });
  });

/** A parsed federation spec: every default is filled in. @public */
export interface FederationSpec extends z.output<typeof federationSpecSchema> {}
/** A federation spec as a person writes it. @public */
export type FederationSpecInput = z.input<typeof federationSpecSchema>;
/** @public */
export type HubSpec = FederationSpec['hub'];
/** @public */
export type MemberSpec = FederationSpec['members'][number];
/** @public */
export type SuperNodeSpec = MemberSpec['superNodes'][number];
/** @public */
export type LinkMode = z.output<typeof linkModeSchema>;
/** @public */
export type WorkloadSecurity = z.output<typeof workloadSecuritySchema>;
/** @public */
export type LinkAccess = z.output<typeof linkAccessSchema>;
