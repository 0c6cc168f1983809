import {
  federationUpdatePermission,
  FederationSpec,
  MemberSpec,
} from '@backstage-federation/plugin-federation-common';
import { planMemberRemoval } from '@backstage-federation/plugin-federation-node';
import { InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { authorize } from '../../lib/authorize';
import { ActionDeps, signalOf } from '../../lib/deps';
import { federation, federationOutput, rules } from '../../lib/inputs';
import { parseInput } from '../../lib/parseInput';
import { preparePart } from '../../lib/prepare';
import { runPlan } from '../../lib/runPlan';
import { requireStoredSpec } from '../../lib/storedSpec';
import { examples } from './memberRemove.examples';

/** `federation:member:remove`: takes a member's SuperNodes, link and site away, and its part on the hub. */
export function createFederationMemberRemoveAction(deps: ActionDeps) {
  return createTemplateAction({
    id: 'federation:member:remove',
    description: 'Removes a member from a federation',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        federation,
        member: z => z.string().describe('Name of the member'),
        deleteNamespaces: z =>
          z
            .boolean()
            .optional()
            .describe(
              'Delete the namespace too, if it was created for this federation',
            ),
      },
      output: federationOutput,
    },
    async handler(ctx) {
      const { federation: name } = parseInput(
        { federation: rules.federation },
        ctx.input,
      );
      await authorize(deps, ctx, federationUpdatePermission, name);
      const spec = await requireStoredSpec(deps, name, signalOf(ctx));
      const member = findMember(spec, ctx.input.member);
      // Only the hub and this member are looked at: the others may be down.
      const seen = { ...spec, members: [member] };
      const plan = await preparePart(deps, ctx, seen, (observed, adapters) =>
        planMemberRemoval(spec, member, observed, {
          ...adapters,
          removeNamespaces: ctx.input.deleteNamespaces,
        }),
      );
      const output = await runPlan(deps, ctx, plan, {
        done: `${member.name} has left ${name}`,
      });
      ctx.output('federation', name);
      ctx.output('entityRef', `system:default/${name}`);
      ctx.output('changed', output.changed);
      ctx.output('summary', output.summary);
    },
  });
}

/** @throws InputError that lists the members */
function findMember(spec: FederationSpec, name: string): MemberSpec {
  const member = spec.members.find(found => found.name === name);
  if (member) return member;
  const names = spec.members.map(found => found.name).join(', ');
  throw new InputError(
    `member: "${name}" is not a member of "${spec.name}"; its members are: ${
      names || 'none'
    }`,
  );
}
