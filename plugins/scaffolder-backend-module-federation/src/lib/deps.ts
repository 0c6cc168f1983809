import { PermissionsService } from '@backstage/backend-plugin-api';
import { FederationClusters } from '@backstage-federation/plugin-federation-node';

/** What every action needs. */
export interface ActionDeps {
  clusters: FederationClusters;
  permissions: PermissionsService;
}
