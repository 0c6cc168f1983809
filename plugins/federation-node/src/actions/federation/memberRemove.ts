import {
  federationUpdatePermission,
  FederationSpec,
  MemberSpec,
} from '@backstage-federation/plugin-federation-common';
import { InputError } from '@backstage/errors';
import { z } from 'zod';
import { leavingMembers } from '@backstage-federation/federation-plans';
import { planMemberRemoval } from '../../planner/planFederation';
import { defineAction } from '../defineAction';
import {
  federationInput,
  federationOutput,
  federationResult,
  leaveLostClusters,
  leftBehind,
} from '../inputs';
import { prepareRemoval, versionOf } from '../prepare';
import { runRemoval } from '../runPlan';
import { requireStoredClaim } from '../storedSpec';

/** `federation:member:remove`: takes a member's workload, link and site away, and its part on the hub. */
export const memberRemove = defineAction({
  id: 'federation:member:remove',
  description: 'Removes a member from a federation',
  examples: [
    {
      description: 'Take a member away, its namespace included',
      id: 'remove',
      name: 'Remove the member',
      input: {
        federation: 'retail-fl',
        member: 'south',
        deleteNamespaces: true,
      },
    },
  ],
  input: federationInput.extend({
    member: z.string().describe('Name of the member'),
    deleteNamespaces: z
      .boolean()
      .optional()
      .describe(
        'Delete the namespace too, if it was created for this federation',
      ),
    leaveLostClusters,
  }),
  output: federationOutput.extend({ leftBehind }),
  permission: { existing: federationUpdatePermission },
  async handler(
    {
      federation,
      member: name,
      deleteNamespaces,
      leaveLostClusters: leaveLost,
    },
    context,
  ) {
    const claim = await requireStoredClaim(context, federation);
    const { spec, hub } = claim;
    const member = findMember(spec, leavingMembers(claim.object), name);
    // Only the hub and this member are looked at: the others may be down.
    const seen = { ...spec, members: [member] };
    const prepared = await prepareRemoval(
      context,
      seen,
      hub,
      leaveLost,
      (observed, options) =>
        planMemberRemoval(spec, member, observed, {
          ...options,
          ...versionOf(claim),
          removeNamespaces: deleteNamespaces,
        }),
    );
    const done = `${member.name} has left ${federation}`;
    const result = await runRemoval(context, prepared, { done });
    return federationResult(context, federation, result);
  },
});

/** One that is being taken away may be taken away again. @throws InputError that lists the members */
function findMember(
  spec: FederationSpec,
  leaving: MemberSpec[],
  name: string,
): MemberSpec {
  const member = [...spec.members, ...leaving].find(
    found => found.name === name,
  );
  if (member) return member;
  const names = spec.members.map(found => found.name).join(', ');
  throw new InputError(
    `member: "${name}" is not a member of "${spec.name}"; its members are: ${
      names || 'none'
    }`,
  );
}
