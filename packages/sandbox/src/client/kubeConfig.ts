import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import type { SandboxClientOptions } from './createSandboxClient';

/**
 * Client options for a context of a kubeconfig file.
 *
 * @param path - the kubeconfig file; files that it names are read relative to it
 * @param contextName - the context; its own current context by default
 * @throws Error if the context, its cluster or its user is missing
 */
export function optionsFromKubeConfig(
  path: string,
  contextName?: string,
): SandboxClientOptions {
  const config = parse(readFileSync(path, 'utf8'));
  const wanted = contextName ?? config['current-context'];
  const context = named(config.contexts, wanted, 'context').context;
  const cluster = named(config.clusters, context.cluster, 'cluster').cluster;
  const user = named(config.users, context.user, 'user').user ?? {};
  const pem = (inline?: string, file?: string) => {
    if (inline) {
      return Buffer.from(inline, 'base64').toString('utf8');
    }
    return file
      ? readFileSync(resolve(dirname(path), file), 'utf8')
      : undefined;
  };
  return {
    cluster: wanted,
    server: cluster.server,
    caPem: pem(
      cluster['certificate-authority-data'],
      cluster['certificate-authority'],
    ),
    tlsServerName: cluster['tls-server-name'],
    skipTlsVerify: cluster['insecure-skip-tls-verify'] === true,
    token: user.token ?? pem(undefined, user.tokenFile)?.trim(),
    clientCertPem: pem(
      user['client-certificate-data'],
      user['client-certificate'],
    ),
    clientKeyPem: pem(user['client-key-data'], user['client-key']),
  };
}

function named(list: any[] | undefined, name: string, what: string): any {
  const found = list?.find(entry => entry.name === name);
  if (!found) {
    throw new Error(`No ${what} '${name}' in the kubeconfig`);
  }
  return found;
}
