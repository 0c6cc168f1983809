import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'One more cluster with two SuperNodes',
    example: stringify({
      steps: [
        {
          id: 'add',
          action: 'federation:member:add',
          name: 'Add the member',
          input: {
            federation: 'retail-fl',
            cluster: 'south',
            namespace: 'retail',
            superNodes: 2,
          },
        },
      ],
    }),
  },
];
