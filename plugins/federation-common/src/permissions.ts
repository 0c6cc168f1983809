import { createPermission } from '@backstage/plugin-permission-common';

/** Resource type of federations in conditional permissions. @public */
export const RESOURCE_TYPE_FEDERATION = 'federation';

/** See a federation's view. @public */
export const federationReadPermission = createPermission({
  name: 'federation.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_FEDERATION,
});

/** Read pod logs of a federation. @public */
export const federationLogsReadPermission = createPermission({
  name: 'federation.logs.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_FEDERATION,
});

/** Create a federation. @public */
export const federationCreatePermission = createPermission({
  name: 'federation.create',
  attributes: { action: 'create' },
});

/** Change a federation: members, sites, links, workload. @public */
export const federationUpdatePermission = createPermission({
  name: 'federation.update',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_FEDERATION,
});

/** Delete a federation. @public */
export const federationDeletePermission = createPermission({
  name: 'federation.delete',
  attributes: { action: 'delete' },
  resourceType: RESOURCE_TYPE_FEDERATION,
});

/** All permissions of the plugin. @public */
export const federationPermissions = [
  federationReadPermission,
  federationLogsReadPermission,
  federationCreatePermission,
  federationUpdatePermission,
  federationDeletePermission,
];
