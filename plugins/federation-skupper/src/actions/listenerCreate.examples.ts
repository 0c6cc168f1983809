import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Make the Fleet API reachable',
    example: stringify({
      steps: [
        {
          id: 'listener',
          action: 'skupper:listener:create',
          name: 'Make the Fleet API reachable',
          input: {
            federation: 'retail-fl',
            cluster: 'west',
            namespace: 'retail',
            routingKey: 'fleet-api',
            port: 9092,
          },
        },
      ],
    }),
  },
];
