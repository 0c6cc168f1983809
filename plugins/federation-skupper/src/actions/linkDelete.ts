import { defineStepsAction } from '@backstage-federation/plugin-federation-node';
import { linkPart } from '../removal';
import { linkFields, linkInput, linkSpec } from './inputs';

/** `skupper:link:delete`: takes a member's link and its credentials away. */
export const linkDelete = defineStepsAction({
  id: 'skupper:link:delete',
  description: 'Deletes the link from a member to the hub',
  examples: [
    {
      description: 'Cut a member off',
      id: 'link',
      input: {
        federation: 'retail-fl',
        cluster: 'west',
        namespace: 'retail',
        hubCluster: 'east',
        hubNamespace: 'retail',
      },
    },
  ],
  input: linkInput,
  access: 'remove',
  fields: linkFields,
  plan(input) {
    const spec = linkSpec(input);
    const [leaving] = spec.members;
    return {
      spec,
      removes: () => linkPart(spec, leaving),
      done: `${leaving.name}: link removed`,
    };
  },
});
