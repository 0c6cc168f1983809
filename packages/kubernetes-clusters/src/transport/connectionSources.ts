import { readFile } from 'node:fs/promises';
import { ServiceUnavailableError } from '@backstage/errors';
import type { ClusterDetails } from '@backstage/plugin-kubernetes-node';
import { caProblem } from '../config/readCaData';
import { ConnectionSource, KubeConnection } from './KubeTransport';

const FILE_CACHE_MS = 60_000;

/**
 * A cluster of `kubernetes.clusterLocatorMethods` with a fixed token, or none.
 *
 * @param details - as the kubernetes plugin has them
 * @param token - bearer token of the service account
 * @internal
 */
export function createTokenSource(
  details: Pick<
    ClusterDetails,
    'name' | 'url' | 'caData' | 'caFile' | 'skipTLSVerify'
  >,
  token: string | undefined,
): ConnectionSource {
  const headers: Record<string, string> = token
    ? { authorization: `Bearer ${token}` }
    : {};
  let file: { pem: Buffer; readAt: number } | undefined;

  const readCa = async () => {
    if (details.caData) {
      return Buffer.from(details.caData, 'base64');
    }
    if (!details.caFile) {
      return undefined;
    }
    if (!file || Date.now() - file.readAt > FILE_CACHE_MS) {
      try {
        file = { pem: await readFile(details.caFile), readAt: Date.now() };
      } catch (error) {
        throw new ServiceUnavailableError(
          `cluster ${details.name}: cannot read caFile "${details.caFile}" (${
            (error as NodeJS.ErrnoException).code
          })`,
        );
      }
      const problem = caProblem(file.pem.toString('utf8'));
      if (problem) {
        file = undefined;
        throw new ServiceUnavailableError(
          `cluster ${details.name}: caFile "${details.caFile}" ${problem}`,
        );
      }
    }
    return file.pem;
  };

  return {
    async resolve(): Promise<KubeConnection> {
      const ca = await readCa();
      return {
        url: details.url,
        headers,
        tls: {
          ...(ca && { ca }),
          rejectUnauthorized: !details.skipTLSVerify,
        },
      };
    },
  };
}
