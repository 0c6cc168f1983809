import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Delete a federation and the namespaces created for it',
    example: stringify({
      steps: [
        {
          id: 'delete',
          action: 'federation:delete',
          name: 'Delete the federation',
          input: {
            federation: 'retail-fl',
            confirm: 'retail-fl',
            deleteNamespaces: true,
          },
        },
      ],
    }),
  },
];
