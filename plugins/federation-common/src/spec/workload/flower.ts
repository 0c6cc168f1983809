import { z } from 'zod';
import { requireKind } from '../kinds';
import { dnsLabel, objectName } from '../names';
import type { FederationSpec, MemberSpec } from '../types';
import { nodeConfigProblem } from './nodeConfig';

/** @public */
export const superNodeSpecSchema = z.object({
  /** Name of the Deployment in the member's namespace. */
  name: dnsLabel('supernode name', 52),
  /** Value of `--node-config`: `key=value` pairs, TOML values, separated by blanks. */
  nodeConfig: z
    .string({ message: 'nodeConfig must be text' })
    .max(4096, 'nodeConfig must have at most 4096 characters')
    .superRefine((text, ctx) => {
      const message = nodeConfigProblem(text);
      if (message) {
        ctx.addIssue({ code: 'custom', message: `nodeConfig ${message}` });
      }
    })
    .optional(),
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
export const DEFAULT_FLOWER_VERSION = '1.42.0';

/**
 * Where the SuperLink's database is, which holds the registered keys.
 *
 * - `auto`: on a persistent volume where there is one already, or the hub's cluster has a default storage class.
 * - `volume`: on a persistent volume.
 * - `none`: with its pod. What was registered is lost with it, and is registered again.
 *
 * @public
 */
export const workloadPersistenceSchema = z.enum(['auto', 'volume', 'none']);

/**
 * A registry of images, with a path in it or none: `registry.example.com:5000/mirror`. A name without a full stop or port
 * would be an organization of the usual one.
 */
const REGISTRY =
  /^(localhost|[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+|[a-z0-9]([-a-z0-9]*[a-z0-9])?(?=:))(:\d{1,5})?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/;

/** `workload` of a federation of Flower. @public */
export const flowerWorkloadSchema = z.object({
  kind: z
    .literal('flower')
    .default('flower')
    .describe('Kind of workload; default `flower`'),
  /** Flower release, also the image tag: `X.Y.Z`. */
  version: z
    .string({ message: 'version must be text' })
    .regex(
      // As the images are tagged: without leading zeros.
      /^\d\.(0|[1-9]\d{0,3})\.(0|[1-9]\d{0,3})$/,
      `version must be a full Flower release such as "${DEFAULT_FLOWER_VERSION}"`,
    )
    .default(DEFAULT_FLOWER_VERSION)
    .describe('Flower release, X.Y.Z'),
  security: workloadSecuritySchema
    .default('supernode-auth')
    .describe(
      '`supernode-auth` (default): TLS, and only SuperNodes whose key is registered; `tls`: TLS, whoever reaches the SuperLink may connect; `insecure`: plain text inside the clusters, mutual TLS between them',
    ),
  /** Flower itself installs them unless told otherwise. */
  installDependencies: z
    .boolean({ message: 'installDependencies must be true or false' })
    .optional()
    .describe(
      "Whether the SuperLink installs an app's dependencies from the Python package index when a run starts, as Flower does from 1.32 on; default true. `false` where there is no index, or none that may decide what runs: then the image has to bring them",
    ),
  persistence: workloadPersistenceSchema
    .optional()
    .describe(
      'Where the SuperLink keeps registered keys. `auto` (default): on a persistent volume where the hub has a default storage class; `volume`: on one in any case; `none`: in its pod, and lost with it',
    ),
  storageClass: objectName('storageClass')
    .optional()
    .describe("Storage class of that volume; default the cluster's default"),
  /** Of the images of SuperLink, SuperNodes and gateway alike. */
  imageRegistry: z
    .string({ message: 'imageRegistry must be text' })
    .max(200, 'imageRegistry must have at most 200 characters')
    .regex(
      REGISTRY,
      'imageRegistry must be a registry, with a path or none, such as "registry.example.com/mirror"; no "https://", no tag, and no "/" at the end',
    )
    .optional()
    .describe(
      'Registry that has the images, in place of Docker Hub: `registry.example.com/mirror` has `registry.example.com/mirror/flwr/superlink`',
    ),
});

/** What Flower takes of a member besides its place. @public */
export const flowerMemberSchema = z.object({
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
    .transform((nodes): SuperNodeSpec[] => nodes)
    .default([{ name: 'supernode-1' }])
    .describe(
      'How many SuperNodes, or a list of `name` and `nodeConfig` (key=value pairs, text in quotes); default 1',
    ),
});

/** @public */
export type WorkloadSecurity = z.output<typeof workloadSecuritySchema>;
/** @public */
export type SuperNodeSpec = z.output<typeof superNodeSpecSchema>;
/** @public */
export type FlowerWorkloadSpec = z.output<typeof flowerWorkloadSchema>;
/** @public */
export interface FlowerMemberSpec
  extends MemberSpec,
    z.output<typeof flowerMemberSchema> {}

/** The spec of a federation of Flower, whatever its interconnect. @public */
export interface FlowerFederationSpec extends FederationSpec {
  workload: FlowerWorkloadSpec;
  members: FlowerMemberSpec[];
}

/**
 * A spec whose workload is Flower, with the fields that come with it.
 *
 * @throws InputError when its workload is another one
 * @public
 */
export function flowerSpec<S extends FederationSpec>(
  spec: S,
): S & FlowerFederationSpec {
  requireKind('workload', spec.workload, 'flower');
  return spec as S & FlowerFederationSpec;
}

/** SuperNodes of one name in a member, as path within the member and message. @internal */
export function superNodesNamedTwice(
  superNodes: SuperNodeSpec[],
  member: string,
): { path: (string | number)[]; message: string }[] {
  return superNodes.flatMap(({ name }, i) =>
    superNodes.findIndex(other => other.name === name) < i
      ? [
          {
            path: ['superNodes', i, 'name'],
            message: `SuperNode name "${name}" is used twice in member "${member}"`,
          },
        ]
      : [],
  );
}

/**
 * As many SuperNodes as a federation may have in all: each is a row of its view, which every reader gets anew at each
 * change. A thousand members of five, or fifty of a hundred.
 */
const MAX_SUPERNODES = 5000;

/** @returns the rule that a federation of these members breaks, if it does @internal */
export function tooManySuperNodes(
  members: { superNodes: SuperNodeSpec[] }[],
): string | undefined {
  const count = members.reduce((sum, m) => sum + m.superNodes.length, 0);
  return count > MAX_SUPERNODES
    ? `a federation may have at most ${MAX_SUPERNODES} SuperNodes in all; these members have ${count}`
    : undefined;
}
