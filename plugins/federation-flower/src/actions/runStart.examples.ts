import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Run an app that an earlier step has fetched',
    example: stringify({
      steps: [
        {
          id: 'run',
          action: 'flower:run:start',
          name: 'Run the app',
          input: {
            federation: 'retail-fl',
            app: 'app.fab',
            config: { 'num-server-rounds': 3 },
          },
        },
      ],
    }),
  },
  {
    description: 'Start a long run and go on',
    example: stringify({
      steps: [
        {
          id: 'run',
          action: 'flower:run:start',
          name: 'Start the app',
          input: { federation: 'retail-fl', app: 'app.fab', wait: false },
        },
      ],
    }),
  },
];
