import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Remove a site',
    example: stringify({
      steps: [
        {
          id: 'site',
          action: 'skupper:site:delete',
          name: 'Remove a site',
          input: {
            federation: 'retail-fl',
            cluster: 'west',
            namespace: 'retail',
            name: 'west-interconnect',
          },
        },
      ],
    }),
  },
];
