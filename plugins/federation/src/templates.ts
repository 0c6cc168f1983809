/** The templates that come with the plugin's examples. */
export const TEMPLATES = {
  create: 'template:default/federation-create',
  addMember: 'template:default/federation-add-member',
} as const;
