import { createHash } from 'node:crypto';
import { NotAllowedError } from '@backstage/errors';
import { kube } from '../resources';
import { ConnectionSource } from '../transport/KubeTransport';
import { CallOptions, ClusterClient } from '../types';

/** The namespace that every cluster has, and whose UID therefore tells it from all others. */
const SYSTEM_NAMESPACE = 'kube-system';

/**
 * Tells which cluster is behind a name, as one may stand in the configuration under two. Asked once for each address
 * and authority.
 *
 * @internal
 */
export class ClusterIdentity {
  readonly #client: Pick<ClusterClient, 'list'>;
  readonly #source: ConnectionSource;
  #known?: { connection: string; identity: string };

  constructor(client: Pick<ClusterClient, 'list'>, source: ConnectionSource) {
    this.#client = client;
    this.#source = source;
  }

  /** @throws ServiceUnavailableError when the cluster does not answer and was not asked before */
  async read(options: CallOptions = {}): Promise<string> {
    const { url, tls } = await this.#source.resolve();
    const connection = createHash('sha256')
      .update(JSON.stringify([new URL(url).href, String(tls.ca ?? '')]))
      .digest('hex');
    if (this.#known?.connection !== connection) {
      const uid = await this.#readUid(options);
      this.#known = { connection, identity: uid ?? `sha256-${connection}` };
    }
    return this.#known.identity;
  }

  /** Asked for by a list, as that is what the role for observing permits. */
  async #readUid(options: CallOptions): Promise<string | undefined> {
    try {
      const found = await this.#client.list(kube.namespace, {
        ...options,
        fieldSelector: `metadata.name=${SYSTEM_NAMESPACE}`,
      });
      return found[0]?.metadata.uid;
    } catch (error) {
      if (error instanceof NotAllowedError) return undefined;
      throw error;
    }
  }
}
