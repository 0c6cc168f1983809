import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Remove a SuperLink',
    example: stringify({
      steps: [
        {
          id: 'superlink',
          action: 'flower:superlink:delete',
          name: 'Remove a SuperLink',
          input: {
            federation: 'retail-fl',
            cluster: 'east',
            namespace: 'retail',
          },
        },
      ],
    }),
  },
];
