import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Remove a SuperNode',
    example: stringify({
      steps: [
        {
          id: 'supernode',
          action: 'flower:supernode:delete',
          name: 'Remove a SuperNode',
          input: {
            federation: 'retail-fl',
            cluster: 'west',
            namespace: 'retail',
            member: 'west',
          },
        },
      ],
    }),
  },
];
