import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Make sure Skupper runs',
    example: stringify({
      steps: [
        {
          id: 'controller',
          action: 'skupper:controller:ensure',
          name: 'Make sure Skupper runs',
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
