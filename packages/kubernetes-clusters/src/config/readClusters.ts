import { existsSync } from 'node:fs';
import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import {
  ANNOTATION_KUBERNETES_AUTH_PROVIDER,
  SERVICEACCOUNT_CA_PATH,
} from '@backstage/plugin-kubernetes-common';
import type { ClusterDetails } from '@backstage/plugin-kubernetes-node';
import { KubeConfigOrigin } from '../transport/kubeConfigSource';
import { validateClusterUrl } from './validateClusterUrl';

/** How a cluster is reached. @internal */
export type ClusterAccess =
  | { kind: 'token'; details: ClusterDetails; token?: string }
  | { kind: 'kubeconfig'; origin: KubeConfigOrigin }
  /** Configured, but of no use here; `reason` says why and what to do. */
  | { kind: 'unusable'; reason: string };

/** A cluster as configured. @internal */
export interface ClusterDefinition {
  name: string;
  title?: string;
  /** Where it stands in the configuration. */
  configKey: string;
  access: ClusterAccess;
}

/** Names stand in paths and ids, hence without "/" and white space. */
function nameProblem(name: string): string | undefined {
  if (!name) return 'cluster must not be empty';
  if (name.length > 253) return 'cluster must have at most 253 characters';
  return /[\s/]/.test(name)
    ? 'cluster must not contain white space or "/"'
    : undefined;
}

const USER_TOKEN_PROVIDERS = new Set(['google', 'oidc', 'aks']);
const LOCAL_PROXY = 'localKubectlProxy';
const LOCAL_PROXY_URL = 'http://localhost:8001';
const NOTHING_CONFIGURED =
  'No clusters are configured. Add them to app-config.yaml under kubernetes.clusterLocatorMethods (type: config) or under federation.clusters.';

function unusableReason(provider: string): string {
  return USER_TOKEN_PROVIDERS.has(provider)
    ? `authProvider "${provider}" needs the token of a signed-in user, which work in the background does not have; use "serviceAccount", or add the cluster under federation.clusters with a kubeconfig`
    : `authProvider "${provider}" is not supported for federations; use "serviceAccount", or add the cluster under federation.clusters with a kubeconfig whose user has an exec plugin`;
}

function readKubernetesCluster(
  config: Config,
  configKey: string,
  inCluster: boolean,
): ClusterDefinition {
  const name = config.getString('name');
  const title = config.getOptionalString('title');
  const authMetadata =
    config.getOptional<Record<string, string>>('authMetadata') ?? {};
  const provider =
    config.getOptionalString('authProvider') ??
    authMetadata[ANNOTATION_KUBERNETES_AUTH_PROVIDER];
  const token = config.getOptionalString('serviceAccountToken');
  const base = { name, configKey, ...(title && { title }) };
  if (!provider) {
    throw new InputError(
      `${configKey}.authProvider is missing (cluster "${name}")`,
    );
  }
  const url = validateClusterUrl(config.getString('url'), {
    name: `${configKey}.url`,
    trusted: true,
  });
  if (provider !== 'serviceAccount' && provider !== LOCAL_PROXY) {
    return {
      ...base,
      access: { kind: 'unusable', reason: unusableReason(provider) },
    };
  }
  if (provider === 'serviceAccount' && !token) {
    return {
      ...base,
      access: inCluster
        ? { kind: 'kubeconfig', origin: { kind: 'in-cluster' } }
        : {
            kind: 'unusable',
            reason: `${configKey}.serviceAccountToken is missing, and this backend does not run in a cluster whose service account it could use`,
          },
    };
  }
  return {
    ...base,
    access: {
      kind: 'token',
      ...(token && { token }),
      details: {
        name,
        url,
        authMetadata: { [ANNOTATION_KUBERNETES_AUTH_PROVIDER]: provider },
        skipTLSVerify: config.getOptionalBoolean('skipTLSVerify') ?? false,
        caData: config.getOptionalString('caData'),
        caFile: config.getOptionalString('caFile'),
      },
    },
  };
}

function readOwnCluster(config: Config, configKey: string): ClusterDefinition {
  const name = config.getString('name');
  const title = config.getOptionalString('title');
  const path = config.getOptionalString('kubeconfig');
  const context = config.getOptionalString('context');
  const inCluster = config.getOptionalBoolean('inCluster') ?? false;
  if (inCluster && (path || context)) {
    throw new InputError(
      `${configKey}: give either inCluster or kubeconfig with context, not both (cluster "${name}")`,
    );
  }
  if (!inCluster && !path && !context) {
    throw new InputError(
      `${configKey}: give kubeconfig, context or inCluster (cluster "${name}")`,
    );
  }
  return {
    name,
    configKey,
    ...(title && { title }),
    access: {
      kind: 'kubeconfig',
      origin: inCluster
        ? { kind: 'in-cluster' }
        : {
            kind: 'file',
            ...(path && { path }),
            ...(context && { context }),
          },
    },
  };
}

/**
 * Reads the clusters of `kubernetes.clusterLocatorMethods` (type `config` and `localKubectlProxy`) and of
 * `federation.clusters`, in this order.
 *
 * @param config - the root configuration
 * @param options - `inCluster`: whether the backend runs in a pod with a service account; default: looked up
 * @throws InputError that names the configuration key and its rule
 * @internal
 */
export function readClusters(
  config: Config,
  options: { inCluster?: boolean } = {},
): { clusters: ClusterDefinition[]; emptyReason?: string } {
  const inCluster =
    options.inCluster ??
    Boolean(
      process.env.KUBERNETES_SERVICE_HOST && existsSync(SERVICEACCOUNT_CA_PATH),
    );
  const clusters: ClusterDefinition[] = [];
  const otherLocators = new Set<string>();
  const methods =
    config.getOptionalConfigArray('kubernetes.clusterLocatorMethods') ?? [];
  methods.forEach((method, m) => {
    const methodKey = `kubernetes.clusterLocatorMethods[${m}]`;
    const type = method.getString('type');
    if (type === 'config') {
      method.getConfigArray('clusters').forEach((cluster, c) => {
        const key = `${methodKey}.clusters[${c}]`;
        clusters.push(readKubernetesCluster(cluster, key, inCluster));
      });
    } else if (type === LOCAL_PROXY) {
      clusters.push({
        name: 'local',
        configKey: methodKey,
        access: {
          kind: 'token',
          details: { name: 'local', url: LOCAL_PROXY_URL, authMetadata: {} },
        },
      });
    } else {
      otherLocators.add(type);
    }
  });
  const own = config.getOptionalConfigArray('federation.clusters') ?? [];
  own.forEach((cluster, c) =>
    clusters.push(readOwnCluster(cluster, `federation.clusters[${c}]`)),
  );

  const keys = new Map<string, string>();
  for (const { name, configKey } of clusters) {
    const problem = nameProblem(name);
    if (problem) {
      throw new InputError(`${configKey}.name: ${problem} ("${name}")`);
    }
    const other = keys.get(name);
    if (other) {
      throw new InputError(
        `${configKey}.name: cluster "${name}" is already configured in ${other}; names must be unique`,
      );
    }
    keys.set(name, configKey);
  }
  if (clusters.length > 0) {
    return { clusters };
  }
  return {
    clusters,
    emptyReason:
      otherLocators.size > 0
        ? `${NOTHING_CONFIGURED} Clusters of the locators ${[
            ...otherLocators,
          ].join(', ')} cannot be used for federations.`
        : NOTHING_CONFIGURED,
  };
}
