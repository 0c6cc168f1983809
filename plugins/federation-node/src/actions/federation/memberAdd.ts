import {
  memberName,
  federationUpdatePermission,
  FederationSpec,
  memberSpecSchema,
} from '@backstage-federation/plugin-federation-common';
import { z } from 'zod';
import { defineAction } from '../defineAction';
import { withFieldNames } from '../fieldNames';
import {
  federationOutput,
  federationResult,
  placeInput,
  takingInput,
  withoutDefaults,
} from '../inputs';
import { prepareSpec } from '../prepare';
import { runPlan } from '../runPlan';
import { requireStoredClaim } from '../storedSpec';

/** What a spec has for a member beside its name and place. */
const memberFields = memberSpecSchema.omit({
  name: true,
  cluster: true,
  namespace: true,
}).shape;

const input = placeInput.extend({
  member: memberName('member')
    .optional()
    .describe('Name; default: from the cluster'),
  ...withoutDefaults(memberFields),
  linkMode: memberFields.linkMode.describe("Default: the federation's"),
});

/** A member as the input has it. */
type Joining = Omit<z.output<typeof input>, 'federation'>;

/** `federation:member:add`: links one more place to a federation and runs its workload there. */
export const memberAdd = defineAction({
  id: 'federation:member:add',
  description:
    'Adds a member to a federation; a member that is there already is brought to what the input says',
  examples: [],
  input: input.extend(takingInput.shape),
  output: federationOutput,
  permission: { existing: federationUpdatePermission },
  async handler({ federation, adopt, takeOver, ...joining }, context) {
    const taking = { adopt, takeOver };
    const claim = await requireStoredClaim(context, federation);
    const { spec, fields } = withMember(claim.spec, joining);
    const result = await withFieldNames(fields, async () => {
      const wanted = context.adapters.parse(spec);
      return runPlan(context, await prepareSpec(context, wanted, taking), {
        done: `${joining.cluster} is a member of ${federation}`,
        ...taking,
      });
    });
    return federationResult(context, federation, result);
  },
});

/** The stored spec with the member at its place, or at the end; and the input's names of the member's fields. */
function withMember(stored: FederationSpec, joining: Joining) {
  const { member: name, ...rest } = joining;
  const given = Object.fromEntries(
    Object.entries({ ...rest, name }).filter(
      ([, value]) => value !== undefined,
    ),
  );
  const members: object[] = [...stored.members];
  const found = stored.members.findIndex(
    ({ cluster, namespace }) =>
      cluster === joining.cluster && namespace === joining.namespace,
  );
  const index = found < 0 ? members.length : found;
  members[index] = { ...members[index], ...given };
  const fields = Object.fromEntries(
    Object.keys(input.shape).map(field => [
      `members[${index}].${field === 'member' ? 'name' : field}`,
      field,
    ]),
  );
  return { spec: { ...stored, members }, fields };
}
