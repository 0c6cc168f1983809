import type { LinkMode } from '../../spec';
import { FederationView } from '../openapi.generated';

/** What only Skupper knows of a link: how it got its credentials. @public */
export interface SkupperLinkView {
  /** How it was made, when known. */
  createdBy?: LinkMode;
  /** Use of the access grant, when it was made by token and the grant is still there. */
  grant?: {
    /** How often it was redeemed. */
    redemptions: number;
    /** How often it may be. */
    redemptionsAllowed: number;
    /** ISO 8601. */
    expiresAt?: string;
  };
}

/** `interconnect` of a view of Skupper. @public */
export type SkupperView = {
  kind: 'skupper';
  /** By the id of the link in the view. */
  links: Record<string, SkupperLinkView>;
};

/** What a view shows of Skupper; nothing when its interconnect is another one. @public */
export function skupperView({
  interconnect,
}: Pick<FederationView, 'interconnect'>): SkupperView | undefined {
  return interconnect.kind === 'skupper'
    ? (interconnect as unknown as SkupperView)
    : undefined;
}
