import {
  DefaultNamespaceEntityPolicy,
  Entity,
  EntityPolicies,
  entityEnvelopeSchemaValidator,
  componentEntityV1alpha1Validator,
  FieldFormatEntityPolicy,
  NoForeignRootFieldsEntityPolicy,
  parseEntityRef,
  resourceEntityV1alpha1Validator,
  SchemaValidEntityPolicy,
  systemEntityV1alpha1Validator,
} from '@backstage/catalog-model';
import { parseFederationSpec } from '@backstage-federation/plugin-federation-common';
import { flower } from '@backstage-federation/plugin-federation-flower';
import { skupper } from '@backstage-federation/plugin-federation-skupper';
import { clusterEntity, federationEntities } from './federationEntities';

/** What the catalog itself holds entities against. */
const policy = EntityPolicies.allOf([
  new SchemaValidEntityPolicy(),
  new DefaultNamespaceEntityPolicy(),
  new NoForeignRootFieldsEntityPolicy(),
  new FieldFormatEntityPolicy(),
]);
const validators = [
  componentEntityV1alpha1Validator,
  resourceEntityV1alpha1Validator,
  systemEntityV1alpha1Validator,
];
const adapters = { interconnect: skupper, workload: flower };
const context = { location: 'federation:east' };
const longest = 'x'.repeat(40);

const specs = {
  usual: parseFederationSpec({
    name: 'retail-fl',
    hub: { cluster: 'east', namespace: 'retail' },
    members: [{ cluster: 'west', namespace: 'retail', superNodes: 3 }],
  }),
  longest: parseFederationSpec({
    name: longest,
    owner: 'user:default/a.b_c-d',
    hub: {
      cluster: `arn:aws:eks:eu/${'c'.repeat(80)}`.replace('/', '-'),
      namespace: 'n',
    },
    members: [
      {
        name: longest,
        cluster: 'gke_project_zone_1',
        namespace: 'n',
        superNodes: [{ name: 's'.repeat(52) }, { name: `${'s'.repeat(51)}t` }],
      },
    ],
  }),
};

describe.each(Object.entries(specs))(
  'entities of the %s federation',
  (_, spec) => {
    const entities: Entity[] = [
      ...federationEntities(spec, adapters, context),
      ...[spec.hub, ...spec.members].map(({ cluster }) =>
        clusterEntity({ name: cluster }, context),
      ),
    ];
    const names = entities.map(e =>
      `${e.kind}:default/${e.metadata.name}`.toLowerCase(),
    );

    it('are what the catalog accepts', async () => {
      for (const entity of entities) {
        expect(entityEnvelopeSchemaValidator()(entity)).toBe(entity);
        await expect(policy.enforce(entity)).resolves.toBeDefined();
        const checked = await Promise.all(validators.map(v => v.check(entity)));
        expect(checked).toContain(true);
      }
    });

    it('have names of their own', () => {
      expect(new Set(names).size).toBe(names.length);
    });

    it('relate to each other', () => {
      const targets = entities.flatMap(
        ({ spec: { dependsOn, system } = {} }) => [
          ...((dependsOn as string[] | undefined) ?? []),
          ...(system ? [`system:default/${system}`] : []),
        ],
      );
      expect(targets.length).toBeGreaterThan(0);
      for (const target of targets) {
        expect(parseEntityRef(target).kind).toBeTruthy();
        expect(names).toContain(target.toLowerCase());
      }
    });
  },
);
