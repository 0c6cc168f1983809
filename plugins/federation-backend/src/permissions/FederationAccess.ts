import {
  BackstageCredentials,
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  federationCreatePermission,
  federationReadPermission,
  FederationSpec,
} from '@backstage-federation/plugin-federation-common';
import { NotAllowedError } from '@backstage/errors';
import {
  AuthorizeResult,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import { createConditionAuthorizer } from '@backstage/plugin-permission-node';
import { federationResourceRef } from './rules';

/** Decides, with the caller's credentials, what a caller may see. */
export class FederationAccess {
  constructor(
    private readonly permissions: PermissionsService,
    private readonly registry: PermissionsRegistryService,
  ) {}

  /** @returns a test for single federations; asked once per request, so that lists are filtered before they are paged */
  async reader(
    credentials: BackstageCredentials,
  ): Promise<(spec: FederationSpec) => boolean> {
    const decision = await this.#readDecision(credentials);
    if (decision.result === AuthorizeResult.DENY) return () => false;
    if (decision.result === AuthorizeResult.ALLOW) return () => true;
    const authorize = createConditionAuthorizer(
      this.registry.getPermissionRuleset(federationResourceRef),
    );
    return spec => authorize(decision, spec);
  }

  /** @throws NotAllowedError when the caller may neither read nor create federations */
  async requireClusters(credentials: BackstageCredentials): Promise<void> {
    const read = await this.#readDecision(credentials);
    if (read.result !== AuthorizeResult.DENY) return;
    const [create] = await this.permissions.authorize(
      [{ permission: federationCreatePermission }],
      { credentials },
    );
    if (create.result !== AuthorizeResult.ALLOW) {
      throw new NotAllowedError(
        'To see clusters, the permission federation.read or federation.create is needed',
      );
    }
  }

  async #readDecision(
    credentials: BackstageCredentials,
  ): Promise<PolicyDecision> {
    const [decision] = await this.permissions.authorizeConditional(
      [{ permission: federationReadPermission }],
      { credentials },
    );
    return decision;
  }
}
