import {
  createFederationConditionalDecision,
  federationConditions,
} from '@backstage-federation/plugin-federation-backend';
import { UserInfoService } from '@backstage/backend-plugin-api';
import {
  catalogConditions,
  createCatalogConditionalDecision,
} from '@backstage/plugin-catalog-backend/alpha';
import {
  AuthorizeResult,
  isResourcePermission,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  PermissionPolicy,
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import {
  createScaffolderTaskConditionalDecision,
  scaffolderTaskConditions,
} from '@backstage/plugin-scaffolder-backend/alpha';

/**
 * Who has signed in sees everything and may create; what is there is changed by those who own it. A task, with what was put into its
 * form, is its starter's.
 */
export class OwnersPolicy implements PermissionPolicy {
  constructor(private readonly userInfo: UserInfoService) {}

  async handle(
    { permission }: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    if (!user) return { result: AuthorizeResult.DENY };
    const { userEntityRef, ownershipEntityRefs } =
      await this.userInfo.getUserInfo(user.credentials);
    if (isResourcePermission(permission, 'scaffolder-task')) {
      return createScaffolderTaskConditionalDecision(
        permission,
        scaffolderTaskConditions.isTaskOwner({ createdBy: [userEntityRef] }),
      );
    }
    const { action } = permission.attributes;
    if (
      isResourcePermission(permission, 'federation') &&
      (action === 'update' || action === 'delete')
    ) {
      return createFederationConditionalDecision(
        permission,
        federationConditions.isOwner({ owners: ownershipEntityRefs }),
      );
    }
    if (
      isResourcePermission(permission, 'catalog-entity') &&
      action === 'delete'
    ) {
      return createCatalogConditionalDecision(
        permission,
        catalogConditions.isEntityOwner({ claims: ownershipEntityRefs }),
      );
    }
    // It has no owner, and with it would go what others own.
    return permission.name === 'catalog.location.delete'
      ? { result: AuthorizeResult.DENY }
      : { result: AuthorizeResult.ALLOW };
  }
}
