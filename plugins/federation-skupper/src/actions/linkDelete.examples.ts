import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Cut a member off',
    example: stringify({
      steps: [
        {
          id: 'link',
          action: 'skupper:link:delete',
          name: 'Cut a member off',
          input: {
            federation: 'retail-fl',
            cluster: 'west',
            namespace: 'retail',
            hubCluster: 'east',
            hubNamespace: 'retail',
          },
        },
      ],
    }),
  },
];
