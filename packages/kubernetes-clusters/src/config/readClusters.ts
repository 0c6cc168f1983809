import { existsSync } from 'node:fs';
import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import {
  ANNOTATION_KUBERNETES_AUTH_PROVIDER,
  SERVICEACCOUNT_CA_PATH,
} from '@backstage/plugin-kubernetes-common';
import {
  ClusterDefinition,
  ClusterReader,
  isObject,
  ReadAccess,
} from './ClusterReader';
import { expandHome } from './expandHome';
import { readCaData } from './readCaData';
import { validateClusterUrl } from './validateClusterUrl';

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

const readKubernetesAccess: ReadAccess = (config, configKey, inCluster) => {
  const authMetadata =
    config.getOptionalConfig('authMetadata')?.get<Record<string, unknown>>() ??
    {};
  const provider =
    config.getOptionalString('authProvider') ??
    authMetadata[ANNOTATION_KUBERNETES_AUTH_PROVIDER];
  if (typeof provider !== 'string' || !provider) {
    throw new InputError(`${configKey}.authProvider is missing`);
  }
  const token = config.getOptionalString('serviceAccountToken');
  const url = validateClusterUrl(config.getString('url'), {
    name: `${configKey}.url`,
    trusted: true,
  });
  if (provider !== 'serviceAccount' && provider !== LOCAL_PROXY) {
    throw new InputError(unusableReason(provider));
  }
  if (provider === 'serviceAccount' && !token) {
    if (inCluster) {
      return { kind: 'kubeconfig', origin: { kind: 'in-cluster' } };
    }
    throw new InputError(
      `${configKey}.serviceAccountToken is missing, and this backend does not run in a cluster whose service account it could use`,
    );
  }
  if (token && !/^[\x21-\x7e]+$/.test(token)) {
    throw new InputError(
      `${configKey}.serviceAccountToken must be one word of ASCII characters`,
    );
  }
  const caData = config.getOptionalString('caData');
  const ca = caData === undefined ? undefined : readCaData(caData);
  if (ca && 'problem' in ca) {
    throw new InputError(`${configKey}.caData ${ca.problem}`);
  }
  const caFile = config.getOptionalString('caFile');
  return {
    kind: 'token',
    ...(token && { token }),
    details: {
      name: config.getString('name'),
      url,
      authMetadata: { [ANNOTATION_KUBERNETES_AUTH_PROVIDER]: provider },
      skipTLSVerify: config.getOptionalBoolean('skipTLSVerify') ?? false,
      caData: ca && Buffer.from(ca.pem).toString('base64'),
      caFile: caFile && expandHome(caFile),
    },
  };
};

const readOwnAccess: ReadAccess = (config, configKey) => {
  const path = config.getOptionalString('kubeconfig');
  const context = config.getOptionalString('context');
  const inCluster = config.getOptionalBoolean('inCluster') ?? false;
  if (inCluster && (path || context)) {
    throw new InputError(
      `${configKey}: give either inCluster or kubeconfig with context, not both`,
    );
  }
  if (!inCluster && !path && !context) {
    throw new InputError(`${configKey}: give kubeconfig, context or inCluster`);
  }
  return {
    kind: 'kubeconfig',
    origin: inCluster
      ? { kind: 'in-cluster' }
      : {
          kind: 'file',
          ...(path && { path: expandHome(path) }),
          ...(context && { context }),
        },
  };
};

/**
 * Reads the clusters of `kubernetes.clusterLocatorMethods` (type `config` and `localKubectlProxy`) and of
 * `federation.clusters`, in this order. Nothing that is wrong there throws: such a cluster is `unusable` and its reason
 * names the field and its rule.
 *
 * @param config - the root configuration
 * @param options - `inCluster`: whether the backend runs in a pod with a service account; default: looked up
 * @returns the clusters, why there are none, and what else of the sections is wrong or not used
 * @internal
 */
export function readClusters(
  config: Config,
  options: { inCluster?: boolean } = {},
): {
  clusters: ClusterDefinition[];
  emptyReason?: string;
  problems: string[];
} {
  const reader = new ClusterReader(
    options.inCluster ??
      Boolean(
        process.env.KUBERNETES_SERVICE_HOST &&
          existsSync(SERVICEACCOUNT_CA_PATH),
      ),
  );
  const { clusters, problems } = reader;
  const otherLocators = new Set<string>();
  const methodsKey = 'kubernetes.clusterLocatorMethods';
  const methods = reader.field(
    config.getOptional('kubernetes'),
    'kubernetes',
    'clusterLocatorMethods',
  );
  reader.array(methods, methodsKey).forEach((method, m) => {
    const methodKey = `${methodsKey}[${m}]`;
    const type = reader.field(method, methodKey, 'type');
    if (type === 'config') {
      const key = `${methodKey}.clusters`;
      const entries = reader.field(method, methodKey, 'clusters');
      reader
        .array(entries, key)
        .forEach((entry, c) =>
          reader.read(entry, `${key}[${c}]`, readKubernetesAccess),
        );
    } else if (type === LOCAL_PROXY) {
      reader.add({
        name: 'local',
        configKey: methodKey,
        access: {
          kind: 'token',
          details: { name: 'local', url: LOCAL_PROXY_URL, authMetadata: {} },
        },
      });
    } else if (typeof type === 'string') {
      otherLocators.add(type);
    } else if (isObject(method)) {
      problems.push(`${methodKey}.type must be a text; it is ignored.`);
    }
  });
  const own = reader.field(
    config.getOptional('federation'),
    'federation',
    'clusters',
  );
  reader
    .array(own, 'federation.clusters')
    .forEach((entry, c) =>
      reader.read(entry, `federation.clusters[${c}]`, readOwnAccess),
    );
  if (otherLocators.size > 0) {
    problems.push(
      `Clusters of the locators ${[...otherLocators].join(
        ', ',
      )} cannot be used for federations.`,
    );
  }
  return {
    clusters,
    problems,
    ...(clusters.length === 0 && {
      emptyReason: [NOTHING_CONFIGURED, ...problems].join(' '),
    }),
  };
}
