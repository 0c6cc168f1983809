import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Run a SuperNode',
    example: stringify({
      steps: [
        {
          id: 'supernode',
          action: 'flower:supernode:deploy',
          name: 'Run a SuperNode',
          input: {
            federation: 'retail-fl',
            cluster: 'west',
            namespace: 'retail',
            member: 'west',
            hubCluster: 'east',
            hubNamespace: 'retail',
            version: '1.41.0',
            nodeConfig: 'partition-id=0 num-partitions=2',
          },
        },
      ],
    }),
  },
];
