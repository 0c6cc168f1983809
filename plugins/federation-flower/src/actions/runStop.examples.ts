import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Stop a run',
    example: stringify(
      {
        steps: [
          {
            id: 'stop',
            action: 'flower:run:stop',
            name: 'Stop the run',
            input: { federation: 'retail-fl', runId: '13908512871673533842' },
          },
        ],
      },
      { singleQuote: true },
    ),
  },
];
