import {
  federationUpdatePermission,
  FederationSpec,
  MemberSpec,
} from '@backstage-federation/plugin-federation-common';
import { InputError } from '@backstage/errors';
import { z } from 'zod';
import { planMemberRemoval } from '../../planner/planFederation';
import { defineAction } from '../defineAction';
import { federationInput, federationOutput, federationResult } from '../inputs';
import { leavingMembers } from '../../planner/specConfigMap';
import { preparePart, versionOf } from '../prepare';
import { runPlan } from '../runPlan';
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
  }),
  output: federationOutput,
  permission: { existing: federationUpdatePermission },
  async handler({ federation, member: name, deleteNamespaces }, context) {
    const claim = await requireStoredClaim(context, federation);
    const { spec, hub } = claim;
    const member = findMember(spec, leavingMembers(claim.object), name);
    // Only the hub and this member are looked at: the others may be down.
    const seen = { ...spec, members: [member] };
    const plan = await preparePart(context, seen, hub, (observed, adapters) =>
      planMemberRemoval(spec, member, observed, {
        ...adapters,
        ...versionOf(claim),
        removeNamespaces: deleteNamespaces,
      }),
    );
    const done = `${member.name} has left ${federation}`;
    return federationResult(federation, await runPlan(context, plan, { done }));
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
