import { LoggerService } from '@backstage/backend-plugin-api';
import { Entity } from '@backstage/catalog-model';
import { COMPONENT_LABEL } from '@backstage-federation/plugin-federation-common';
import {
  ClusterClient,
  kube,
  KubeObject,
  readSpecConfigMap,
} from '@backstage-federation/plugin-federation-node';
import {
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import { federationEntities } from '../entities/federationEntities';

/**
 * Entities of the federations whose hub is in one cluster, kept current by a watch of their specs.
 *
 * One provider per cluster: entities go only when the cluster itself says, in a complete answer, that a federation is
 * gone. A cluster that does not answer changes nothing.
 */
export class FederationEntityProvider implements EntityProvider {
  readonly #specs = new Map<string, KubeObject>();
  #connection: EntityProviderConnection | undefined;
  #publishing: Promise<void> = Promise.resolve();
  #scheduled = false;

  constructor(
    private readonly options: {
      client: ClusterClient;
      logger: LoggerService;
      signal: AbortSignal;
      defaultOwner?: string;
    },
  ) {}

  getProviderName(): string {
    return `FederationEntityProvider:${this.options.client.cluster}`;
  }

  async connect(connection: EntityProviderConnection): Promise<void> {
    this.#connection = connection;
    const { client, signal } = this.options;
    const keyOf = ({ metadata }: KubeObject) =>
      `${metadata.namespace}/${metadata.name}`;
    client.watch(kube.configMap, {
      labelSelector: `${COMPONENT_LABEL}=spec`,
      signal,
      onEvent: event => {
        if (event.type === 'sync') {
          this.#specs.clear();
          event.objects.forEach(object =>
            this.#specs.set(keyOf(object), object),
          );
        } else if (event.type === 'upsert') {
          this.#specs.set(keyOf(event.object), event.object);
        } else {
          this.#specs.delete(keyOf(event.object));
        }
        this.#publish();
      },
    });
  }

  /** Mutations one after the other; changes that come meanwhile go into the next one. */
  #publish() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#publishing = this.#publishing.then(async () => {
      this.#scheduled = false;
      try {
        await this.#connection?.applyMutation({
          type: 'full',
          entities: this.#entities().map(entity => ({
            entity,
            locationKey: this.getProviderName(),
          })),
        });
      } catch (error) {
        this.options.logger.error(
          `${this.getProviderName()} could not update the catalog`,
          error instanceof Error ? error : undefined,
        );
      }
    });
  }

  #entities(): Entity[] {
    const { client, defaultOwner } = this.options;
    return [...this.#specs.entries()]
      .sort(([a], [b]) => a.localeCompare(b))
      .flatMap(([key, object]) => {
        try {
          return federationEntities(readSpecConfigMap(object), {
            defaultOwner,
            location: `federation:${client.cluster}`,
          });
        } catch (error) {
          this.options.logger.warn(
            `Cluster ${client.cluster}: ConfigMap ${key} holds no usable federation spec: ${error}`,
          );
          return [];
        }
      });
  }
}
