import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Remove a listener',
    example: stringify({
      steps: [
        {
          id: 'listener',
          action: 'skupper:listener:delete',
          name: 'Remove a listener',
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
