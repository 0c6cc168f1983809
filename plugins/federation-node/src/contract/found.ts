import {
  FederationSpec,
  MemberSpec,
  OfKind,
} from '@backstage-federation/plugin-federation-common';
import type { AssembledWorkload } from './workload';

/** A network that somebody made without a spec, in the words of one. @public */
export type FoundNetwork = Pick<
  FederationSpec,
  'hub' | 'members' | 'interconnect'
>;

/** What of a workload runs in the places of a {@link FoundNetwork}. @public */
export interface RecognisedWorkload {
  /** The part of a spec, as far as it is known. */
  workload: OfKind;
  /** The network's members, with the workload's fields as far as they are known, as a person writes them. */
  members: MemberSpec[];
  /** Its part of the view; of `summary` either is said. */
  part: AssembledWorkload;
}
