import { readFileSync } from 'node:fs';
import { Agent, AgentOptions, get, request } from 'node:https';
import { dirname, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { parse } from 'yaml';

/** An API server's refusal. */
export class KubeError extends Error {
  constructor(
    /** HTTP status. */
    readonly code: number,
    /** `Status.reason`. */
    readonly reason: string | undefined,
    message: string,
  ) {
    super(message);
  }
}

/** Reads and writes a cluster of a kubeconfig without any of the project's own code. */
export class Kube {
  /** Base URL of the API server. */
  readonly server: URL;
  /** How to connect to it: CA and, where the user has one, the client certificate. */
  readonly tls: AgentOptions;
  /** Headers that authenticate. */
  readonly headers: Record<string, string>;
  readonly #agent: Agent;

  constructor(kubeconfig: string, context: string) {
    const config = parse(readFileSync(kubeconfig, 'utf8'));
    const named = (list: any[], name: string) => {
      const found = list.find(item => item.name === name);
      if (!found) throw new Error(`${kubeconfig} has no "${name}".`);
      return found;
    };
    const pem = (data?: string, file?: string) =>
      data
        ? Buffer.from(data, 'base64')
        : file && readFileSync(resolve(dirname(kubeconfig), file));
    const chosen = named(config.contexts, context).context;
    const { cluster } = named(config.clusters, chosen.cluster);
    const { user } = named(config.users, chosen.user);
    this.server = new URL(cluster.server);
    this.tls = {
      ca:
        pem(
          cluster['certificate-authority-data'],
          cluster['certificate-authority'],
        ) || undefined,
      cert:
        pem(user['client-certificate-data'], user['client-certificate']) ||
        undefined,
      key: pem(user['client-key-data'], user['client-key']) || undefined,
      rejectUnauthorized: !cluster['insecure-skip-tls-verify'],
    };
    this.headers = user.token ? { authorization: `Bearer ${user.token}` } : {};
    this.#agent = new Agent(this.tls);
  }

  /** Whether a kubeconfig has a context of that name. */
  static has(kubeconfig: string, context: string): boolean {
    const { contexts } = parse(readFileSync(kubeconfig, 'utf8'));
    return contexts.some(({ name }: { name: string }) => name === context);
  }

  /** @throws KubeError if the API server refuses */
  send(
    method: string,
    path: string,
    body?: unknown,
    type?: string,
  ): Promise<any> {
    return new Promise((done, reject) => {
      const req = request(
        new URL(path, this.server),
        {
          method,
          agent: this.#agent,
          timeout: 15_000,
          headers: {
            ...this.headers,
            'content-type': type ?? 'application/json',
          },
        },
        res => {
          let text = '';
          res.setEncoding('utf8');
          res.on('data', chunk => (text += chunk));
          res.on('end', () => {
            const code = res.statusCode!;
            let value: any;
            try {
              value = text ? JSON.parse(text) : undefined;
            } catch {
              value = text;
            }
            if (code < 400) return done(value);
            const message = value?.message ?? `${code} ${text.slice(0, 200)}`;
            return reject(
              new KubeError(
                code,
                value?.reason,
                `${method} ${path}: ${message}`,
              ),
            );
          });
        },
      );
      req.on('timeout', () => req.destroy(new Error(`${path}: time-out`)));
      req.on('error', reject);
      req.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  async list(path: string): Promise<any[]> {
    return (await this.send('GET', path)).items;
  }

  /**
   * Tells of each object of a list, and of each change, until the signal; what ends before, or is not there yet, is begun
   * anew.
   */
  async follow(
    path: string,
    tell: (object: any) => void,
    signal: AbortSignal,
  ): Promise<void> {
    while (!signal.aborted) {
      try {
        const { items, metadata } = await this.send('GET', path);
        items.forEach(tell);
        await this.#watch(path, metadata.resourceVersion, tell, signal);
      } catch {
        // The cluster may be killed by the test, or have no such type yet.
      }
      await pause(250, undefined, { signal }).catch(() => {});
    }
  }

  #watch(
    path: string,
    from: string,
    tell: (object: any) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const url = new URL(path, this.server);
    url.search = `watch=1&resourceVersion=${from}`;
    const { headers, tls } = this;
    return new Promise((done, reject) => {
      get(url, { ...tls, headers, signal }, res => {
        if (res.statusCode !== 200) reject(new Error(`${res.statusCode}`));
        createInterface({ input: res })
          .on('line', line => {
            const { type, object } = JSON.parse(line);
            if (type !== 'ERROR') tell(object);
          })
          .on('error', reject)
          .on('close', done);
      }).on('error', reject);
    });
  }
}
