import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'What would change before it is done',
    example: stringify({
      steps: [
        {
          id: 'plan',
          action: 'federation:plan',
          name: 'Review',
          input: {
            federation: 'retail-fl',
            hub: { cluster: 'east', namespace: 'retail' },
            members: [{ cluster: 'west', namespace: 'retail' }],
          },
        },
      ],
    }),
  },
];
