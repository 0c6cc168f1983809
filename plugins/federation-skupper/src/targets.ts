import {
  SkupperFederationSpec,
  SkupperMemberSpec,
  memberSiteName,
} from '@backstage-federation/plugin-federation-common';
import { LinkTarget, SiteTarget } from './objects';

/** A site that a spec asks for. @internal */
export interface Place extends SiteTarget {
  /** `hub` or the member's name. */
  label: string;
  role: 'hub' | 'member';
  linkAccess?: string;
  /** Where it stands in the spec, for messages: `hub`, `members[0]`. */
  field: string;
}

/** @internal */
export function hubPlace(spec: SkupperFederationSpec): Place {
  return {
    label: 'hub',
    role: 'hub',
    federation: spec.name,
    cluster: spec.hub.cluster,
    namespace: spec.hub.namespace,
    site: spec.hub.site,
    linkAccess: spec.hub.linkAccess,
    field: 'hub',
  };
}

/** @internal */
export function memberPlace(
  spec: SkupperFederationSpec,
  member: SkupperMemberSpec,
): Place {
  return {
    label: member.name,
    role: 'member',
    federation: spec.name,
    cluster: member.cluster,
    namespace: member.namespace,
    site: memberSiteName(member),
    member: member.name,
    field: `members[${spec.members.findIndex(m => m.name === member.name)}]`,
  };
}

/** The hub first, then the members in the order of the spec. @internal */
export function placesOf(spec: SkupperFederationSpec): Place[] {
  return [hubPlace(spec), ...spec.members.map(m => memberPlace(spec, m))];
}

/** The link from a member to the hub. @internal */
export function linkTarget(
  spec: SkupperFederationSpec,
  member: SkupperMemberSpec,
): LinkTarget {
  const { cluster, namespace, site } = spec.hub;
  return {
    federation: spec.name,
    member: member.name,
    hub: { cluster, namespace, site },
    from: {
      cluster: member.cluster,
      namespace: member.namespace,
      site: memberSiteName(member),
    },
    cost: member.linkCost,
    mode: member.linkMode ?? spec.interconnect.linkMode,
  };
}
