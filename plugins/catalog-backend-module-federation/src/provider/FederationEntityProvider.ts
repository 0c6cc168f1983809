import { LoggerService } from '@backstage/backend-plugin-api';
import { Entity } from '@backstage/catalog-model';
import {
  COMPONENT_LABEL,
  FEDERATION_LABEL,
} from '@backstage-federation/plugin-federation-common';
import {
  ClusterClient,
  kube,
  KubeObject,
} from '@backstage-federation/kubernetes-clusters';
import {
  FederationAdapters,
  SpecClaim,
} from '@backstage-federation/plugin-federation-node';
import {
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import {
  federationEntities,
  unusableEntity,
} from '../entities/federationEntities';
import { FoundSpecs } from './FoundSpecs';

/** How long after a failure the catalog is tried again. */
const RETRY_MS = 10_000;

/**
 * Entities of the federations whose hub is in one cluster, kept current by a watch of their specs.
 *
 * One provider per cluster: entities go only when the cluster itself says, in a complete answer, that a federation is
 * gone. A cluster that does not answer changes nothing, and a spec that can no longer be used stays as it was; one that never
 * could is a System that says why. A spec that lies elsewhere than in its hub makes no entities, and neither does one whose
 * name an older spec of any cluster has.
 */
export class FederationEntityProvider implements EntityProvider {
  #objects = new Map<string, KubeObject>();
  /** What counts of them, by the same keys. */
  #claims = new Map<string, SpecClaim>();
  /** Names of the federations of the last mutation; before the first one: of all that may be in the catalog. */
  #shown: string[] | undefined;
  #answers = false;
  /** Whether claims changed while the cluster did not answer. */
  #outdated = false;
  #connection: EntityProviderConnection | undefined;
  #publishing: Promise<void> = Promise.resolve();
  #scheduled = false;

  constructor(
    private readonly options: {
      adapters: FederationAdapters;
      client: ClusterClient;
      /** Shared by the providers of all clusters. */
      found: FoundSpecs;
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
    const { client, found, signal } = this.options;
    found.follow(client.cluster, () => this.#update());
    client.watch(kube.configMap, {
      labelSelector: `${COMPONENT_LABEL}=spec`,
      signal,
      onEvent: event => {
        if (event.type === 'sync') {
          this.#objects = new Map(
            event.objects.map(object => [keyOf(object), object]),
          );
        } else if (event.type === 'upsert') {
          this.#objects.set(keyOf(event.object), event.object);
        } else {
          this.#objects.delete(keyOf(event.object));
        }
        this.#answers = true;
        found.set(client.cluster, [...this.#objects.values()]);
      },
      onStatus: ({ state }) => {
        this.#answers = state === 'synced';
        if (!this.#answers) found.failed(client.cluster);
        if (this.#outdated) this.#update();
      },
    });
  }

  /** Publishes what stands, or does so when the cluster answers, and the others had their say. */
  #update() {
    this.#outdated = !this.#answers || !this.options.found.isComplete;
    if (this.#outdated) return;
    this.#judge();
    this.#publish();
  }

  /** Which specs count; what could be used last stands for one that no longer can. */
  #judge() {
    const { client, found, logger } = this.options;
    const before = this.#claims;
    this.#claims = new Map();
    for (const claim of found.claimsOf(client.cluster)) {
      const { error, object } = claim;
      const last = before.get(keyOf(object));
      if (error !== undefined) {
        logger.warn(
          `Cluster ${client.cluster}: no usable federation spec: ${error}`,
        );
      }
      this.#claims.set(
        keyOf(object),
        error !== undefined && last?.error === undefined
          ? last ?? claim
          : claim,
      );
    }
  }

  /** Mutations one after the other; changes that come meanwhile go into the next one. */
  #publish() {
    const { client, found, logger, signal } = this.options;
    if (this.#scheduled || signal.aborted) return;
    this.#scheduled = true;
    this.#publishing = this.#publishing.then(async () => {
      this.#scheduled = false;
      const names = [...this.#claims.values()].map(({ name }) => name);
      const before =
        this.#shown ?? [...this.#objects.values()].map(federationOf);
      try {
        await this.#connection?.applyMutation({
          type: 'full',
          entities: this.#entities().map(entity => ({
            entity,
            locationKey: this.getProviderName(),
          })),
        });
        this.#shown = names;
        found.freed(
          client.cluster,
          before.filter(name => !names.includes(name)),
        );
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
    const context = { defaultOwner, location: `federation:${client.cluster}` };
    return [...this.#claims.values()]
      .sort((a, b) => a.name.localeCompare(b.name))
      .flatMap(({ spec, error }) =>
        error === undefined
          ? federationEntities(spec, adapters.for(spec), context)
          : unusableEntity(spec, error, context),
      );
  }
}

function keyOf({ metadata }: KubeObject): string {
  return `${metadata.namespace}/${metadata.name}`;
}

function federationOf({ metadata }: KubeObject): string {
  return metadata.labels?.[FEDERATION_LABEL] ?? '';
}
