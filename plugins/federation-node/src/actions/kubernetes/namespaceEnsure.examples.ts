import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Make sure a namespace exists',
    example: stringify({
      steps: [
        {
          id: 'namespace',
          action: 'kubernetes:namespace:ensure',
          name: 'Make sure a namespace exists',
          input: {
            federation: 'retail-fl',
            cluster: 'west',
            namespace: 'retail',
          },
        },
      ],
    }),
  },
];
