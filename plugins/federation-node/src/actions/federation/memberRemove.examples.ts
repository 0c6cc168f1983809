import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Take a member away, its namespace included',
    example: stringify({
      steps: [
        {
          id: 'remove',
          action: 'federation:member:remove',
          name: 'Remove the member',
          input: {
            federation: 'retail-fl',
            member: 'south',
            deleteNamespaces: true,
          },
        },
      ],
    }),
  },
];
