import { LoggerService } from '@backstage/backend-plugin-api';
import { NotFoundError, ServiceUnavailableError } from '@backstage/errors';
import { ClusterIdentity } from './client/ClusterIdentity';
import { createLimiter } from './client/createLimiter';
import { KubeClusterClient } from './client/KubeClusterClient';
import { KubeRequester } from './client/KubeRequester';
import { signOfLife } from './health/signOfLife';
import { ClusterDefinition } from './config/ClusterReader';
import { ClusterHealth } from './health/ClusterHealth';
import { Heartbeat, HeartbeatTiming } from './health/Heartbeat';
import { createTokenSource } from './transport/connectionSources';
import { KubeConfigSource } from './transport/kubeConfigSource';
import { ConnectionSource, KubeTransport } from './transport/KubeTransport';
import { UndiciTransport } from './transport/UndiciTransport';
import { ClusterClient, ClusterStatus, KubernetesClusters } from './types';
import { Reflector, ReflectorTiming } from './watch/Reflector';

/** A sign of life must come sooner than a person wonders. */
const HEARTBEAT_TIMEOUT_MS = 4_000;

/** {@link KubernetesClusters} with an end. @public */
export interface ManagedKubernetesClusters extends KubernetesClusters {
  /** Ends all watches and connections. */
  close(): Promise<void>;
}

/** Times that tests shorten. @public */
export interface ClusterTiming {
  reflector?: Partial<ReflectorTiming>;
  heartbeat?: Partial<HeartbeatTiming> & { timeoutMs?: number };
  breaker?: {
    failureThreshold?: number;
    minBackOffMs?: number;
    maxBackOffMs?: number;
  };
}

/** @internal */
export interface ConnectOptions {
  /** Gets each change of a cluster's state. */
  logger: LoggerService;
  /** Requests at once for each cluster. */
  concurrency: number;
  fieldManager: string;
  timing?: ClusterTiming;
  /** Why there is no cluster. */
  emptyReason?: string;
  /** For tests: the connection to a cluster, in place of HTTP. */
  transportTo?(cluster: string): KubeTransport;
}

interface Member {
  health: ClusterHealth;
  client: ClusterClient;
  identity: ClusterIdentity;
  close(): Promise<void>;
}

function connectionSource({
  name,
  access,
}: ClusterDefinition): ConnectionSource {
  switch (access.kind) {
    case 'token':
      return createTokenSource(access.details, access.token);
    case 'kubeconfig':
      return new KubeConfigSource(name, access.origin);
    default:
      return {
        resolve: () =>
          Promise.reject(
            new ServiceUnavailableError(
              `cluster ${name} cannot be used: ${access.reason}`,
            ),
          ),
      };
  }
}

function createMember(
  definition: ClusterDefinition,
  options: ConnectOptions & { onChange(status: ClusterStatus): void },
): Member {
  const { name, title, access } = definition;
  const { logger, concurrency, fieldManager, timing = {} } = options;
  let doubt = () => {};
  const health = new ClusterHealth({
    name,
    title,
    onChange(status) {
      if (status.state !== 'connected') doubt();
      options.onChange(status);
    },
    ...timing.breaker,
  });
  const source = connectionSource(definition);
  const transport = options.transportTo?.(name) ?? new UndiciTransport(source);
  const requester = new KubeRequester({
    cluster: name,
    transport,
    health,
    limiter: createLimiter(concurrency),
  });
  const { timeoutMs = HEARTBEAT_TIMEOUT_MS, ...heartbeatTiming } =
    timing.heartbeat ?? {};
  const heartbeat = new Heartbeat(
    health,
    signal => signOfLife(requester, { timeoutMs, signal }),
    heartbeatTiming,
  );
  const shutdown = new AbortController();
  const client = new KubeClusterClient({
    requester,
    transport,
    fieldManager,
    startWatch(type, watch) {
      const controller = new AbortController();
      const end = () => controller.abort();
      const ends = [watch.signal, shutdown.signal];
      if (ends.some(signal => signal.aborted)) {
        return;
      }
      ends.forEach(signal => signal.addEventListener('abort', end));
      if (access.kind !== 'unusable') {
        heartbeat.use(controller.signal);
      }
      new Reflector({
        requester,
        health,
        type,
        options: { ...watch, signal: controller.signal },
        fieldManager,
        timing: timing.reflector,
        onBug: error =>
          logger.error(
            `cluster ${name}: a listener of the watch on ${type.plural} failed`,
            error as Error,
          ),
      })
        .run()
        .finally(() =>
          ends.forEach(signal => signal.removeEventListener('abort', end)),
        );
    },
  });
  const identity = new ClusterIdentity(client, source);
  doubt = () => identity.doubt();
  if (access.kind === 'unusable') {
    // Known from the start: no need to try.
    health.failed(`cluster ${name} cannot be used: ${access.reason}`);
  }
  return {
    health,
    client,
    identity,
    async close() {
      shutdown.abort();
      await transport.close();
    },
  };
}

/**
 * Connects to clusters. Nothing is sent before the first call or watch.
 *
 * @internal
 */
export function connectClusters(
  definitions: ClusterDefinition[],
  options: ConnectOptions,
): ManagedKubernetesClusters {
  const { logger, emptyReason } = options;
  const listeners = new Set<(status: ClusterStatus) => void>();
  const states = new Map<string, ClusterStatus['state']>();
  const onChange = (status: ClusterStatus) => {
    if (states.get(status.name) !== status.state) {
      states.set(status.name, status.state);
      const text = `cluster ${status.name}: ${status.state}`;
      if (status.reason) {
        logger.warn(`${text} (${status.reason})`);
      } else {
        logger.info(text);
      }
    }
    [...listeners].forEach(listener => listener(status));
  };
  const members = new Map(
    definitions.map(definition => [
      definition.name,
      createMember(definition, { ...options, onChange }),
    ]),
  );
  const memberOf = (cluster: string): Member => {
    const member = members.get(cluster);
    if (!member) {
      throw new NotFoundError(
        `Cluster "${cluster}" is not configured. ${
          emptyReason ??
          `Configured clusters: ${[...members.keys()].join(', ')}`
        }`,
      );
    }
    return member;
  };
  return {
    emptyReason,
    list: () => [...members.values()].map(({ health }) => health.status),
    get: cluster => memberOf(cluster).client,
    identity: async (cluster, callOptions) =>
      memberOf(cluster).identity.read(callOptions),
    onStatus(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      await Promise.all([...members.values()].map(member => member.close()));
    },
  };
}
