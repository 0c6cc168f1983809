import { stat } from 'node:fs/promises';
import { RequestOptions } from 'node:https';
import { InputError, ServiceUnavailableError } from '@backstage/errors';
import type { KubeConfig } from '@kubernetes/client-node';
import { caProblem } from '../config/readCaData';
import { validateClusterUrl } from '../config/validateClusterUrl';
import { loadKubernetesClient } from './kubernetesClient';
import { ConnectionSource, KubeConnection } from './KubeTransport';

/** Where the credentials come from. @internal */
export type KubeConfigOrigin =
  | {
      kind: 'file';
      /** Absent: `KUBECONFIG`, or `~/.kube/config`. */
      path?: string;
      context?: string;
    }
  | { kind: 'in-cluster' };

interface Loaded {
  config: KubeConfig;
  version: number;
}

function selectContext(
  config: KubeConfig,
  cluster: string,
  context: string | undefined,
) {
  if (context !== undefined) {
    if (!config.getContextObject(context)) {
      const known = config.getContexts().map(({ name }) => name);
      throw new ServiceUnavailableError(
        `cluster ${cluster}: the kubeconfig has no context "${context}"; it has: ${
          known.join(', ') || 'none'
        }`,
      );
    }
    config.setCurrentContext(context);
  }
  const server = config.getCurrentCluster();
  if (!server?.server) {
    throw new ServiceUnavailableError(
      `cluster ${cluster}: the kubeconfig names no current context with a cluster; set "context"`,
    );
  }
  try {
    const url = validateClusterUrl(String(server.server), {
      name: 'server of the kubeconfig',
      trusted: true,
    });
    return { ...server, url, proxyUrl: proxyOf(server.proxyUrl) };
  } catch (error) {
    throw new ServiceUnavailableError(
      `cluster ${cluster}: ${(error as Error).message}`,
    );
  }
}

/** @throws InputError for a proxy that the transport cannot use */
function proxyOf(proxyUrl: unknown): string | undefined {
  if (proxyUrl === undefined || proxyUrl === null || proxyUrl === '') {
    return undefined;
  }
  const text = String(proxyUrl);
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) {
    throw new InputError(
      'proxy-url of the kubeconfig must begin with http:// or https://; other proxies, such as socks5, are not supported',
    );
  }
  return text;
}

/**
 * Credentials by `@kubernetes/client-node`: kubeconfig files with tokens, client certificates, exec plugins and OIDC, and
 * the service account of the pod that the backend runs in. A file that has changed is read again.
 *
 * @internal
 */
export class KubeConfigSource implements ConnectionSource {
  readonly #cluster: string;
  readonly #origin: KubeConfigOrigin;
  #loaded?: Loaded;

  constructor(cluster: string, origin: KubeConfigOrigin) {
    this.#cluster = cluster;
    this.#origin = origin;
  }

  async resolve(): Promise<KubeConnection> {
    const config = await this.#load();
    const context =
      this.#origin.kind === 'file' ? this.#origin.context : undefined;
    const server = selectContext(config, this.#cluster, context);
    const user = config.getCurrentUser();
    const plain = server.url.startsWith('http:');
    const options: RequestOptions = {};
    try {
      await config.applyToHTTPSOptions(options);
    } catch (error) {
      // Not the error's own message: an exec plugin's output can hold what it likes.
      const command = (user?.exec as { command?: string } | undefined)?.command;
      const code = (error as NodeJS.ErrnoException).code;
      throw new ServiceUnavailableError(
        `cluster ${this.#cluster}: no credentials: ${
          command
            ? `the credential plugin "${command}" failed`
            : 'the kubeconfig user could not be used'
        }${code ? ` (${code})` : ''}`,
      );
    }
    const problem = options.ca && caProblem(String(options.ca));
    if (problem && !plain) {
      throw new ServiceUnavailableError(
        `cluster ${
          this.#cluster
        }: certificate-authority of the kubeconfig ${problem}`,
      );
    }
    const headers = Object.fromEntries(
      Object.entries(options.headers ?? {}).map(([name, value]) => [
        name.toLowerCase(),
        String(value),
      ]),
    );
    if (options.auth) {
      headers.authorization = `Basic ${Buffer.from(options.auth).toString(
        'base64',
      )}`;
    }
    return {
      url: server.url,
      headers,
      tls: plain
        ? {}
        : {
            ...(options.ca && { ca: options.ca as Buffer }),
            ...(options.cert && { cert: options.cert as Buffer }),
            ...(options.key && { key: options.key as Buffer }),
            ...(options.servername && { servername: options.servername }),
            rejectUnauthorized: !server.skipTLSVerify,
          },
      ...(server.proxyUrl && { proxyUrl: server.proxyUrl }),
    };
  }

  async #load(): Promise<KubeConfig> {
    const origin = this.#origin;
    let version = 0;
    if (origin.kind === 'in-cluster' && !process.env.KUBERNETES_SERVICE_HOST) {
      throw new ServiceUnavailableError(
        `cluster ${
          this.#cluster
        }: inCluster is set, but this backend does not run in a pod of a cluster`,
      );
    }
    if (origin.kind === 'file' && origin.path) {
      try {
        version = (await stat(origin.path)).mtimeMs;
      } catch (error) {
        throw new ServiceUnavailableError(
          `cluster ${this.#cluster}: cannot read kubeconfig "${origin.path}" (${
            (error as NodeJS.ErrnoException).code
          })`,
        );
      }
    }
    if (this.#loaded?.version === version) {
      return this.#loaded.config;
    }
    const { KubeConfig: Config } = await loadKubernetesClient();
    const config = new Config();
    if (origin.kind === 'in-cluster') {
      config.loadFromCluster();
    } else {
      // A bad entry is nothing to the contexts that do not use it.
      const options = { onInvalidEntry: 'filter' as const };
      try {
        if (origin.path) {
          config.loadFromFile(origin.path, options);
        } else {
          config.loadFromDefault(options);
        }
      } catch {
        // A YAML error quotes the line, and the line may be a token.
        throw new ServiceUnavailableError(
          `cluster ${this.#cluster}: kubeconfig "${
            origin.path ?? 'default'
          }" is not a valid kubeconfig file`,
        );
      }
    }
    // KubeConfig refuses plain http (kubectl proxy) unless TLS is waived, which means nothing there.
    config.clusters = config.clusters.map(server =>
      String(server.server).startsWith('http:')
        ? { ...server, skipTLSVerify: true }
        : server,
    );
    this.#loaded = { config, version };
    return config;
  }
}
