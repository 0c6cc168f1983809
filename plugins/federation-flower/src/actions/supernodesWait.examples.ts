import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Wait for two SuperNodes',
    example: stringify({
      steps: [
        {
          id: 'supernodes',
          action: 'flower:supernodes:wait',
          name: 'Wait for two SuperNodes',
          input: {
            federation: 'retail-fl',
            cluster: 'east',
            namespace: 'retail',
            version: '1.41.0',
            count: 2,
          },
        },
      ],
    }),
  },
];
