import {
  federationUpdatePermission,
  FederationSpec,
  parseFederationSpec,
} from '@backstage-federation/plugin-federation-common';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { authorize } from '../../lib/authorize';
import { ActionDeps, signalOf } from '../../lib/deps';
import { withFieldNames } from '../../lib/fieldNames';
import { federationOutput, place, placeRules } from '../../lib/inputs';
import { parseInput } from '../../lib/parseInput';
import { prepareSpec } from '../../lib/prepare';
import { runPlan } from '../../lib/runPlan';
import { requireStoredSpec } from '../../lib/storedSpec';
import { examples } from './memberAdd.examples';

/** `federation:member:add`: links one more place to a federation and runs SuperNodes there. */
export function createFederationMemberAddAction(deps: ActionDeps) {
  return createTemplateAction({
    id: 'federation:member:add',
    description:
      'Adds a member to a federation; a member that is there already is brought to what the input says',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        ...place,
        member: z =>
          z.string().optional().describe('Name; default: from the cluster'),
        site: z => z.string().optional().describe('Name of the Skupper Site'),
        superNodes: z => z.number().optional().describe('How many; default 1'),
        linkMode: z =>
          z
            .enum(['token', 'certificate'])
            .optional()
            .describe("Default: the federation's"),
      },
      output: federationOutput,
    },
    async handler(ctx) {
      const { federation } = parseInput(placeRules, ctx.input);
      await authorize(deps, ctx, federationUpdatePermission, federation);
      const stored = await requireStoredSpec(deps, federation, signalOf(ctx));
      const { member: name, federation: _, ...rest } = ctx.input;
      const output = await withFieldNames(
        memberFields(stored, rest),
        async () => {
          const spec = withMember(stored, { ...rest, name });
          const plan = await prepareSpec(deps, ctx, spec);
          return runPlan(deps, ctx, plan, {
            done: `${rest.cluster} is a member of ${federation}`,
          });
        },
      );
      ctx.output('federation', federation);
      ctx.output('entityRef', `system:default/${federation}`);
      ctx.output('changed', output.changed);
      ctx.output('summary', output.summary);
    },
  });
}

interface Joining {
  cluster: string;
  namespace: string;
  name?: string;
  site?: string;
  superNodes?: number;
  linkMode?: 'token' | 'certificate';
}

/** Where the member stands in the spec: at its place, or at the end. */
function indexOf(stored: FederationSpec, joining: Joining): number {
  const index = stored.members.findIndex(
    ({ cluster, namespace }) =>
      cluster === joining.cluster && namespace === joining.namespace,
  );
  return index < 0 ? stored.members.length : index;
}

/** The stored spec with the member; what the input leaves out stays as it is stored. */
function withMember(stored: FederationSpec, joining: Joining): FederationSpec {
  const given = Object.fromEntries(
    Object.entries(joining).filter(([, value]) => value !== undefined),
  );
  const members: object[] = [...stored.members];
  const index = indexOf(stored, joining);
  members[index] = { ...stored.members[index], ...given };
  return parseFederationSpec({ ...stored, members });
}

function memberFields(stored: FederationSpec, joining: Joining) {
  const member = `members[${indexOf(stored, joining)}]`;
  return {
    [`${member}.name`]: 'member',
    ...Object.fromEntries(
      ['cluster', 'namespace', 'site', 'superNodes', 'linkMode'].map(field => [
        `${member}.${field}`,
        field,
      ]),
    ),
  };
}
