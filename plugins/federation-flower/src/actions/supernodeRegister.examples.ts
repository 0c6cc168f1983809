import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description:
      'Make a SuperNode known to a SuperLink that has lost its registrations',
    example: stringify({
      steps: [
        {
          id: 'register',
          action: 'flower:supernode:register',
          name: 'Register the key of a SuperNode',
          input: {
            federation: 'retail-fl',
            cluster: 'west',
            namespace: 'retail',
            member: 'west',
            hubCluster: 'east',
            hubNamespace: 'retail',
          },
        },
      ],
    }),
  },
];
