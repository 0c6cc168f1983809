import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { Kube } from './kube';

const SHORTEST = 16;
const SKUPPER = '/apis/skupper.io/v2alpha1';

/** The secret values of an object that is in a cluster, each with what it is. */
type Values = (object: any) => [value: string, what: string][];

/** Private keys, passwords and tokens, as they are and as the API has them. */
const ofSecret: Values = ({ metadata, data }) =>
  Object.entries<string>(data ?? {})
    .filter(([key]) => /key|token|password/.test(key))
    .flatMap(([key, value]) => {
      const what = `Secret ${metadata.namespace}/${metadata.name} ${key}`;
      // The first line of a key in OpenSSH's format is the same in all of them: any of them will do.
      const lines = Buffer.from(value, 'base64')
        .toString()
        .split('\n')
        .filter(line => line.length > 30 && !/-----/.test(line));
      return [
        [value.slice(0, 200), `${what} (base64)`],
        ...lines.map((line): [string, string] => [line, what]),
      ];
    });

const ofGrant: Values = ({ metadata, status }) =>
  status?.code ? [[status.code, `AccessGrant ${metadata.name} code`]] : [];

const ofToken: Values = ({ metadata, spec }) => [
  [spec.code, `AccessToken ${metadata.name} code`],
];

const TYPES: [path: string, values: Values][] = [
  ['/api/v1/secrets', ofSecret],
  [`${SKUPPER}/accessgrants`, ofGrant],
  [`${SKUPPER}/accesstokens`, ofToken],
];

/**
 * Collects every secret value that is ever in the clusters, until it is stopped: private keys, grant codes, tokens. Values
 * are kept by what they are, so that a leak can be named.
 */
export class SecretCollector {
  readonly found = new Map<string, string>();
  readonly #stopping = new AbortController();

  constructor(kubes: Record<string, Kube>, kubeconfig: string) {
    for (const { name, user } of parse(readFileSync(kubeconfig, 'utf8'))
      .users) {
      if (user.token) this.found.set(user.token, `token of ${name}`);
    }
    for (const [cluster, kube] of Object.entries(kubes)) {
      for (const [path, values] of TYPES) {
        const keep = (object: any) => {
          for (const [value, what] of values(object)) {
            // Shorter ones stand in any text by chance.
            if (value.length >= SHORTEST) {
              this.found.set(value, `${cluster} ${what}`);
            }
          }
        };
        kube.follow(path, keep, this.#stopping.signal);
      }
    }
  }

  stop(): void {
    this.#stopping.abort();
  }

  /** Names of the secrets whose value stands in the text. */
  leaksIn(text: string): string[] {
    return [...this.found].flatMap(([value, what]) =>
      text.includes(value) ? [what] : [],
    );
  }
}
