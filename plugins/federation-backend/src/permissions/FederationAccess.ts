import {
  BackstageCredentials,
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  federationCreatePermission,
  federationReadPermission,
  FederationSpec,
  placeAllowed,
} from '@backstage-federation/plugin-federation-common';
import { NotAllowedError } from '@backstage/errors';
import {
  AuthorizeResult,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import { createConditionAuthorizer } from '@backstage/plugin-permission-node';
import { federationResourceRef } from './rules';

/** What a caller may see of clusters, namespaces and the federations in them. */
export interface VisiblePlaces {
  /** Whether the cluster, or the namespace in it, may be shown. */
  includes(cluster: string, namespace?: string): boolean;
  /** Whether a federation may be named. */
  names(federation: string): boolean;
}

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

  /**
   * What of the clusters a caller may see: where conditions on clusters and namespaces allow a federation, where one is
   * that the caller may read, and, for who may create one, all that no condition excludes.
   *
   * @param federations - all that there are
   * @throws NotAllowedError when the caller may neither read nor create federations
   */
  async places(
    credentials: BackstageCredentials,
    federations: FederationSpec[],
  ): Promise<VisiblePlaces> {
    const read = await this.#readDecision(credentials);
    const [create] = await this.permissions.authorize(
      [{ permission: federationCreatePermission }],
      { credentials },
    );
    const mayCreate = create.result === AuthorizeResult.ALLOW;
    if (read.result === AuthorizeResult.DENY && !mayCreate) {
      throw new NotAllowedError(
        'To see clusters, the permission federation.read or federation.create is needed',
      );
    }
    if (read.result !== AuthorizeResult.CONDITIONAL) {
      return {
        includes: () => true,
        names: () => read.result === AuthorizeResult.ALLOW,
      };
    }
    const authorize = createConditionAuthorizer(
      this.registry.getPermissionRuleset(federationResourceRef),
    );
    const readable = federations.filter(spec => authorize(read, spec));
    const names = new Set(readable.map(({ name }) => name));
    const places = new Set(
      readable.flatMap(({ hub, members }) =>
        [hub, ...members].flatMap(({ cluster, namespace }) => [
          cluster,
          `${cluster}/${namespace}`,
        ]),
      ),
    );
    return {
      names: name => names.has(name),
      includes(cluster, namespace) {
        if (
          places.has(
            namespace === undefined ? cluster : `${cluster}/${namespace}`,
          )
        ) {
          return true;
        }
        return placeAllowed(read.conditions, cluster, namespace) ?? mayCreate;
      },
    };
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
