import {
  createFormField,
  FormFieldBlueprint,
} from '@backstage/plugin-scaffolder-react/alpha';

/** @internal */
export const clusterPicker = FormFieldBlueprint.make({
  name: 'cluster-picker',
  params: {
    field: () =>
      import('../components/fields').then(m =>
        createFormField({
          name: 'FederationClusterPicker',
          component: m.ClusterPicker,
          schema: m.clusterPickerSchema,
          validation: m.validateCluster,
        }),
      ),
  },
});

/** @internal */
export const namespacePicker = FormFieldBlueprint.make({
  name: 'namespace-picker',
  params: {
    field: () =>
      import('../components/fields').then(m =>
        createFormField({
          name: 'FederationNamespacePicker',
          component: m.NamespacePicker,
          schema: m.namespacePickerSchema,
          validation: m.validateNamespace,
        }),
      ),
  },
});

/** @internal */
export const placePicker = FormFieldBlueprint.make({
  name: 'place-picker',
  params: {
    field: () =>
      import('../components/fields').then(m =>
        createFormField({
          name: 'FederationPlacePicker',
          component: m.PlacePicker,
          schema: m.placePickerSchema,
          validation: m.validatePlace,
        }),
      ),
  },
});

/** @internal */
export const membersPicker = FormFieldBlueprint.make({
  name: 'members-picker',
  params: {
    field: () =>
      import('../components/fields').then(m =>
        createFormField({
          name: 'FederationMembersPicker',
          component: m.MembersPicker,
          schema: m.membersPickerSchema,
          validation: m.validateMembers,
        }),
      ),
  },
});

/** @internal */
export const federationPicker = FormFieldBlueprint.make({
  name: 'federation-picker',
  params: {
    field: () =>
      import('../components/fields').then(m =>
        createFormField({
          name: 'FederationPicker',
          component: m.FederationPicker,
          schema: m.federationPickerSchema,
        }),
      ),
  },
});
