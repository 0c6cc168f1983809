import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Cut off a SuperNode whose key may have been copied',
    example: stringify({
      steps: [
        {
          id: 'unregister',
          action: 'flower:supernode:unregister',
          name: 'Cut a SuperNode off',
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
