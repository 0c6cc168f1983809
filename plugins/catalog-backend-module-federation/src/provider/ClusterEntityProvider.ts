import { ClusterStatus } from '@backstage-federation/plugin-federation-common';
import {
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import {
  clusterEntity,
  unknownOwnerEntity,
} from '../entities/federationEntities';

/** Resources for the configured clusters, and their owner when none is configured. They come from the configuration, whether a cluster answers or not. */
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
    const context = { defaultOwner, location: 'federation:clusters' };
    const entities = clusters.map(cluster => clusterEntity(cluster, context));
    if (defaultOwner === undefined) entities.push(unknownOwnerEntity(context));
    await connection.applyMutation({
      type: 'full',
      entities: entities.map(entity => ({
        entity,
        locationKey: this.getProviderName(),
      })),
    });
  }
}
