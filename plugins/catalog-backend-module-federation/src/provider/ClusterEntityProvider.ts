import { ClusterStatus } from '@backstage-federation/plugin-federation-common';
import {
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import { clusterEntity } from '../entities/federationEntities';

/** Resources for the configured clusters. They come from the configuration, whether a cluster answers or not. */
export class ClusterEntityProvider implements EntityProvider {
  constructor(
    private readonly options: {
      clusters: ClusterStatus[];
      defaultOwner?: string;
    },
  ) {}

  getProviderName(): string {
    return 'FederationClusterEntityProvider';
  }

  async connect(connection: EntityProviderConnection): Promise<void> {
    const { clusters, defaultOwner } = this.options;
    await connection.applyMutation({
      type: 'full',
      entities: clusters.map(cluster => ({
        entity: clusterEntity(cluster, {
          defaultOwner,
          location: 'federation:clusters',
        }),
        locationKey: this.getProviderName(),
      })),
    });
  }
}
