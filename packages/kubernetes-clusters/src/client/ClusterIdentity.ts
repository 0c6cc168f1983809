import { createHash } from 'node:crypto';
import { NotAllowedError, ServiceUnavailableError } from '@backstage/errors';
import { kube } from '../resources';
import { ConnectionSource } from '../transport/KubeTransport';
import { CallOptions, ClusterClient } from '../types';

/** The namespace that every cluster has, and whose UID therefore tells it from all others. */
const SYSTEM_NAMESPACE = 'kube-system';

/**
 * Tells which cluster is behind a name, as one may stand in the configuration under two. Asked once for each address
 * and authority, and again when there is a reason to doubt; until the cluster says its UID, each time.
 *
 * @internal
 */
export class ClusterIdentity {
  readonly #client: Pick<ClusterClient, 'list'>;
  readonly #source: ConnectionSource;
  #known?: { connection: string; identity: string };
  #isSure = false;

  constructor(client: Pick<ClusterClient, 'list'>, source: ConnectionSource) {
    this.#client = client;
    this.#source = source;
  }

  /** Another cluster may be there by now, or say more: it did not answer for a while, or not as before. */
  doubt(): void {
    this.#isSure = false;
  }

  /** @throws ServiceUnavailableError when the cluster does not answer and was not asked before */
  async read(options: CallOptions = {}): Promise<string> {
    const { url, tls } = await this.#source.resolve();
    const connection = createHash('sha256')
      .update(JSON.stringify([new URL(url).href, String(tls.ca ?? '')]))
      .digest('hex');
    const known =
      this.#known?.connection === connection ? this.#known : undefined;
    if (known && this.#isSure) return known.identity;
    // What comes while it is asked is a doubt of the answer.
    this.#isSure = true;
    try {
      const uid = await this.#readUid(options);
      if (uid === undefined) this.doubt();
      const identity = uid ?? known?.identity ?? `sha256-${connection}`;
      this.#known = { connection, identity };
      return identity;
    } catch (error) {
      this.doubt();
      if (known && error instanceof ServiceUnavailableError) {
        return known.identity;
      }
      throw error;
    }
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
