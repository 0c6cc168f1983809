import { z } from 'zod';
import { requireKind } from '../kinds';
import type { FederationSpec, HubSpec, MemberSpec } from '../types';

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

/** `interconnect` of a federation over Skupper. @public */
export const skupperInterconnectSchema = z.object({
  kind: z
    .literal('skupper')
    .default('skupper')
    .describe('Kind of interconnect; default `skupper`'),
  linkMode: linkModeSchema
    .default('token')
    .describe('How links get their credentials; default token'),
});

/** What Skupper takes of the hub besides its place. @public */
export const skupperHubSchema = z.object({
  linkAccess: linkAccessSchema
    .default('default')
    .describe('How members reach the hub: default, loadbalancer, …'),
});

/** What Skupper takes of a member besides its place. @public */
export const skupperMemberSchema = z.object({
  /** How this member's link gets its credentials. */
  linkMode: linkModeSchema
    .optional()
    .describe('Default: that of `interconnect`'),
  /** skupper-router takes 1 to 2147483647. */
  linkCost: z
    .number({ message: 'linkCost must be a number' })
    .int('linkCost must be a whole number')
    .min(1, 'linkCost must be at least 1')
    .max(2147483647, 'linkCost must be at most 2147483647')
    .default(1)
    .describe('Link cost, at least 1; default 1'),
});

/** @public */
export type LinkMode = z.output<typeof linkModeSchema>;
/** @public */
export type LinkAccess = z.output<typeof linkAccessSchema>;
/** @public */
export type SkupperInterconnectSpec = z.output<
  typeof skupperInterconnectSchema
>;
/** @public */
export interface SkupperHubSpec
  extends HubSpec,
    z.output<typeof skupperHubSchema> {}
/** @public */
export interface SkupperMemberSpec
  extends MemberSpec,
    z.output<typeof skupperMemberSchema> {}

/** The spec of a federation over Skupper, whatever its workload. @public */
export interface SkupperFederationSpec extends FederationSpec {
  interconnect: SkupperInterconnectSpec;
  hub: SkupperHubSpec;
  members: SkupperMemberSpec[];
}

/**
 * A spec whose interconnect is Skupper, with the fields that come with it.
 *
 * @throws InputError when its interconnect is another one
 * @public
 */
export function skupperSpec<S extends FederationSpec>(
  spec: S,
): S & SkupperFederationSpec {
  requireKind('interconnect', spec.interconnect, 'skupper');
  return spec as S & SkupperFederationSpec;
}
