import { LoggerService } from '@backstage/backend-plugin-api';
import { Entity } from '@backstage/catalog-model';
import {
  COMPONENT_LABEL,
  FederationSpec,
} from '@backstage-federation/plugin-federation-common';
import {
  ClusterClient,
  kube,
  KubeObject,
} from '@backstage-federation/kubernetes-clusters';
import {
  FederationAdapters,
  readSpecConfigMap,
} from '@backstage-federation/plugin-federation-node';
import {
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import { federationEntities } from '../entities/federationEntities';

/** How long after a failure the catalog is tried again. */
const RETRY_MS = 10_000;

/**
 * Entities of the federations whose hub is in one cluster, kept current by a watch of their specs.
 *
 * One provider per cluster: entities go only when the cluster itself says, in a complete answer, that a federation is
 * gone. A cluster that does not answer changes nothing, and a spec that can no longer be read stays as it was.
 */
export class FederationEntityProvider implements EntityProvider {
  #specs = new Map<string, FederationSpec>();
  #connection: EntityProviderConnection | undefined;
  #publishing: Promise<void> = Promise.resolve();
  #scheduled = false;

  constructor(
    private readonly options: {
      adapters: FederationAdapters;
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
    client.watch(kube.configMap, {
      labelSelector: `${COMPONENT_LABEL}=spec`,
      signal,
      onEvent: event => {
        if (event.type === 'sync') {
          const before = this.#specs;
          this.#specs = new Map();
          event.objects.forEach(object => this.#read(object, before));
        } else if (event.type === 'upsert') {
          this.#read(event.object, this.#specs);
        } else {
          this.#specs.delete(keyOf(event.object));
        }
        this.#publish();
      },
    });
  }

  #read(object: KubeObject, before: Map<string, FederationSpec>) {
    const key = keyOf(object);
    const { adapters, client, logger } = this.options;
    try {
      this.#specs.set(key, adapters.parse(readSpecConfigMap(object)));
    } catch (error) {
      logger.warn(
        `Cluster ${client.cluster}: no usable federation spec: ${error}`,
      );
      const last = before.get(key);
      if (last) this.#specs.set(key, last);
    }
  }

  /** Mutations one after the other; changes that come meanwhile go into the next one. */
  #publish() {
    const { logger, signal } = this.options;
    if (this.#scheduled || signal.aborted) return;
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
        logger.error(
          `${this.getProviderName()} could not update the catalog and will try again`,
          error instanceof Error ? error : undefined,
        );
        setTimeout(() => this.#publish(), RETRY_MS).unref();
      }
    });
  }

  #entities(): Entity[] {
    const { adapters, client, defaultOwner } = this.options;
    return [...this.#specs.values()]
      .sort((a, b) => a.name.localeCompare(b.name))
      .flatMap(spec =>
        federationEntities(spec, adapters.for(spec), {
          defaultOwner,
          location: `federation:${client.cluster}`,
        }),
      );
  }
}

function keyOf({ metadata }: KubeObject): string {
  return `${metadata.namespace}/${metadata.name}`;
}
