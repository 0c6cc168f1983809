import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'A site that accepts links',
    example: stringify({
      steps: [
        {
          id: 'site',
          action: 'skupper:site:create',
          name: 'A site that accepts links',
          input: {
            federation: 'retail-fl',
            cluster: 'east',
            namespace: 'retail',
            name: 'superlink-interconnect',
            linkAccess: 'default',
          },
        },
      ],
    }),
  },
];
