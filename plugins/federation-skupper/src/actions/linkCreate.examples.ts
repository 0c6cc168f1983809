import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Link a member by access token',
    example: stringify({
      steps: [
        {
          id: 'link',
          action: 'skupper:link:create',
          name: 'Link a member by access token',
          input: {
            federation: 'retail-fl',
            cluster: 'west',
            namespace: 'retail',
            hubCluster: 'east',
            hubNamespace: 'retail',
            mode: 'token',
          },
        },
      ],
    }),
  },
];
