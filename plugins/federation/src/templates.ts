/** The templates that come with the plugin's examples. */
export const TEMPLATES = {
  create: 'template:default/federation-create',
  addCluster: 'template:default/federation-add-cluster',
  checkCluster: 'template:default/federation-check-cluster',
  addMember: 'template:default/federation-add-member',
} as const;
