import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Remove a connector',
    example: stringify({
      steps: [
        {
          id: 'connector',
          action: 'skupper:connector:delete',
          name: 'Remove a connector',
          input: {
            federation: 'retail-fl',
            cluster: 'west',
            namespace: 'retail',
            routingKey: 'fleet-api',
          },
        },
      ],
    }),
  },
];
