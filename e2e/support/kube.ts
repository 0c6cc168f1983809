import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { parse } from 'yaml';

/** Reads a cluster of a kubeconfig without any of the project's own code. */
export class Kube {
  readonly #server: URL;
  readonly #ca: Buffer;
  readonly #token: string;

  constructor(kubeconfig: string, context: string) {
    const config = parse(readFileSync(kubeconfig, 'utf8'));
    const named = (list: any[], name: string) =>
      list.find(item => item.name === name);
    const { cluster, user } = named(config.contexts, context).context;
    const target = named(config.clusters, cluster).cluster;
    this.#server = new URL(target.server);
    this.#ca = Buffer.from(target['certificate-authority-data'], 'base64');
    this.#token = named(config.users, user).user.token;
  }

  send(
    method: string,
    path: string,
    body?: unknown,
    type?: string,
  ): Promise<any> {
    return new Promise((resolve, reject) => {
      const req = request(
        new URL(path, this.#server),
        {
          method,
          ca: this.#ca,
          timeout: 15_000,
          headers: {
            authorization: `Bearer ${this.#token}`,
            'content-type': type ?? 'application/json',
          },
        },
        res => {
          let text = '';
          res.setEncoding('utf8');
          res.on('data', chunk => (text += chunk));
          res.on('end', () => {
            const value = text ? JSON.parse(text) : undefined;
            if (res.statusCode! >= 400) {
              reject(new Error(`${method} ${path}: ${value?.message}`));
            } else {
              resolve(value);
            }
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
}
