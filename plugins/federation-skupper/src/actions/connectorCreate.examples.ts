import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Offer the Fleet API',
    example: stringify({
      steps: [
        {
          id: 'connector',
          action: 'skupper:connector:create',
          name: 'Offer the Fleet API',
          input: {
            federation: 'retail-fl',
            cluster: 'east',
            namespace: 'retail',
            routingKey: 'fleet-api',
            port: 9092,
            selector: {
              app: 'superlink',
            },
          },
        },
      ],
    }),
  },
];
