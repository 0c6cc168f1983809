import { ActionExample } from '@backstage-federation/plugin-federation-node';

/** Flower in the actions on whole federations. */
export const federationExamples: Record<string, ActionExample[]> = {
  'federation:apply': [
    {
      description: 'A SuperLink in one cluster, one SuperNode in each of two',
      id: 'apply',
      name: 'Create the federation',
      input: {
        federation: 'retail-fl',
        owner: 'group:default/data-science',
        hub: { cluster: 'east', namespace: 'retail' },
        members: [
          { cluster: 'west', namespace: 'retail' },
          { cluster: 'north', namespace: 'retail', superNodes: 2 },
        ],
      },
    },
    {
      description:
        "The Flower guide's federation: its names, its image tag, links by certificate",
      id: 'apply',
      name: 'Create the federation',
      input: {
        federation: 'flower-openshift-demo',
        hub: {
          cluster: 'east',
          namespace: 'flower-openshift-demo',
          site: 'superlink-interconnect',
        },
        members: [
          {
            name: 'supernode-1',
            cluster: 'west',
            namespace: 'flower-supernode-1',
            site: 'supernode-1-interconnect',
            superNodes: [{ name: 'supernode-1' }],
          },
        ],
        interconnect: { linkMode: 'certificate' },
        workload: { version: '1.23.0', security: 'insecure' },
      },
    },
  ],
  'federation:member:add': [
    {
      description: 'One more cluster with two SuperNodes',
      id: 'add',
      name: 'Add the member',
      input: {
        federation: 'retail-fl',
        cluster: 'south',
        namespace: 'retail',
        superNodes: 2,
      },
    },
  ],
};
