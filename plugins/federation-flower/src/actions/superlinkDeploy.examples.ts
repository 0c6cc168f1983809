import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Run a SuperLink',
    example: stringify({
      steps: [
        {
          id: 'superlink',
          action: 'flower:superlink:deploy',
          name: 'Run a SuperLink',
          input: {
            federation: 'retail-fl',
            cluster: 'east',
            namespace: 'retail',
            version: '1.41.0',
          },
        },
      ],
    }),
  },
];
