import { parseFederationSpec } from '@backstage-federation/plugin-federation-common';
import { flower } from '@backstage-federation/plugin-federation-flower';
import { skupper } from '@backstage-federation/plugin-federation-skupper';
import { clusterEntity, federationEntities } from './federationEntities';

const adapters = { interconnect: skupper, workload: flower };
const context = {
  location: 'federation:east',
  defaultOwner: 'group:default/ds',
};

const spec = parseFederationSpec({
  name: 'retail-fl',
  hub: { cluster: 'east', namespace: 'retail' },
  members: [
    { name: 'west', cluster: 'west', namespace: 'retail' },
    {
      name: 'north',
      cluster: 'north',
      namespace: 'retail',
      superNodes: [{ name: 'supernode-1' }, { name: 'supernode-2' }],
    },
  ],
});

describe('federationEntities', () => {
  it('makes a System, a SuperLink and one Component per SuperNode', () => {
    const entities = federationEntities(spec, adapters, context);
    expect(
      entities.map(({ kind, metadata }) => `${kind} ${metadata.name}`),
    ).toEqual([
      'System retail-fl',
      'Component retail-fl.superlink',
      'Component retail-fl.west.supernode-1',
      'Component retail-fl.north.supernode-1',
      'Component retail-fl.north.supernode-2',
    ]);
    for (const { metadata, spec: entitySpec } of entities) {
      expect(metadata.annotations).toMatchObject({
        'backstage-federation.dev/federation': 'retail-fl',
        'backstage.io/managed-by-location': 'federation:east',
        'backstage.io/managed-by-origin-location': 'federation:east',
      });
      expect(entitySpec?.owner).toBe('group:default/ds');
    }
    expect(entities[2].spec).toMatchObject({
      system: 'retail-fl',
      dependsOn: [
        'component:default/retail-fl.superlink',
        'resource:default/west',
      ],
    });
  });

  it('prefers the owner of the spec', () => {
    const owned = { ...spec, owner: 'group:default/retail' };
    expect(federationEntities(owned, adapters, context)[0].spec?.owner).toBe(
      'group:default/retail',
    );
  });
});

describe('clusterEntity', () => {
  it('is a Resource', () => {
    expect(clusterEntity({ name: 'east' }, context)).toMatchObject({
      kind: 'Resource',
      metadata: { name: 'east' },
      spec: { type: 'kubernetes-cluster', owner: 'group:default/ds' },
    });
  });
});
