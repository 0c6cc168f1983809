import { OfKind } from '../view/openapi.generated';

/** The hub: a place, and the site there. Kinds add fields of their own. @public */
export interface HubSpec {
  cluster: string;
  namespace: string;
  /** Name of the site. */
  site: string;
}

/** A member: a place with a name. Kinds add fields of their own. @public */
export interface MemberSpec {
  /** Name of the member within the federation. */
  name: string;
  cluster: string;
  namespace: string;
  /** Name of the site; default `<member name>-interconnect`. */
  site?: string;
}

/**
 * A parsed federation spec: every default is filled in. What only a kind knows has the kind's type:
 * `SkupperFederationSpec`, `FlowerFederationSpec`, or one that an adapter brings.
 *
 * @public
 */
export interface FederationSpec {
  name: string;
  /** Entity reference of the owner. */
  owner?: string;
  interconnect: OfKind;
  workload: OfKind;
  hub: HubSpec;
  members: MemberSpec[];
}
