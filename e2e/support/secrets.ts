import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { parse } from 'yaml';
import { Kube } from './kube';

/**
 * Collects every secret value that exists in the clusters while a task runs: private keys, grant codes, tokens. Values
 * are kept by what they are, so that a leak can be named.
 */
export class SecretCollector {
  readonly found = new Map<string, string>();
  #running: Promise<void> | undefined;
  #stopped = false;

  constructor(
    private readonly kubes: Record<string, Kube>,
    kubeconfig: string,
  ) {
    for (const { name, user } of parse(readFileSync(kubeconfig, 'utf8'))
      .users) {
      if (user.token) this.found.set(user.token, `token of ${name}`);
    }
  }

  start(): void {
    this.#running = (async () => {
      while (!this.#stopped) {
        await Promise.all(
          Object.entries(this.kubes).map(([cluster, kube]) =>
            this.#collect(cluster, kube),
          ),
        );
        await pause(20);
      }
    })();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  /** Names of the secrets whose value stands in the text. */
  leaksIn(text: string): string[] {
    return [...this.found].flatMap(([value, what]) =>
      text.includes(value) ? [what] : [],
    );
  }

  async #collect(cluster: string, kube: Kube): Promise<void> {
    const skupper = '/apis/skupper.io/v2alpha1';
    const [secrets, grants, tokens] = await Promise.all([
      kube.list('/api/v1/secrets'),
      kube.list(`${skupper}/accessgrants`),
      kube.list(`${skupper}/accesstokens`),
    ]);
    for (const { metadata, data } of secrets) {
      for (const [key, value] of Object.entries<string>(data ?? {})) {
        if (!/key|token|password/.test(key)) continue;
        const what = `${cluster} Secret ${metadata.namespace}/${metadata.name} ${key}`;
        this.found.set(value.slice(0, 200), `${what} (base64)`);
        const lines = Buffer.from(value, 'base64').toString().split('\n');
        // The first line of a key in OpenSSH's format is the same in all of them: any of them will do.
        for (const line of lines) {
          if (line.length > 30 && !/-----/.test(line)) {
            this.found.set(line, what);
          }
        }
      }
    }
    for (const { metadata, status } of grants) {
      if (status?.code) {
        this.found.set(
          status.code,
          `${cluster} AccessGrant ${metadata.name} code`,
        );
      }
    }
    for (const { metadata, spec } of tokens) {
      this.found.set(spec.code, `${cluster} AccessToken ${metadata.name} code`);
    }
  }
}
