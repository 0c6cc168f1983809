import { ApiSide, RawAnswer, SendOptions } from './ApiSide';
import { Normaliser } from './Normaliser';

/** One request with its answer, comparable between servers. */
export interface Exchange {
  name: string;
  request: {
    method: string;
    path: string;
    type?: string;
    accept?: string;
    body?: unknown;
  };
  answer: {
    code: number;
    contentType?: string;
    warnings?: string[];
    body?: unknown;
  };
}

export interface RequestOptions extends SendOptions {
  /** The part of the answer's body that is compared, where a server may have more. */
  select?(body: any): unknown;
}

/** A part of the sequence: requests about one subject, in a namespace of its own. */
export interface Script {
  name: string;
  /** CRDs of Skupper are needed. */
  skupper?: boolean;
  run(session: Session): Promise<void>;
}

export const MERGE = 'application/merge-patch+json';
export const JSON_PATCH = 'application/json-patch+json';
export const STRATEGIC = 'application/strategic-merge-patch+json';
export const APPLY = 'application/apply-patch+yaml';
export const TABLE =
  'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';

/** One server's run of one script. */
export class Session {
  readonly exchanges: Exchange[] = [];
  /** Own namespace, which exists already. */
  readonly namespace: string;
  readonly #side: ApiSide;
  readonly #normaliser: Normaliser;
  /** Paths of objects that are not in the namespace. */
  readonly #made: string[] = [];

  constructor(
    side: ApiSide,
    script: string,
    readonly suffix: string,
    /** Token of an identity without rights, named `observer`. */
    readonly nobody: string,
  ) {
    this.#side = side;
    this.namespace = `parity-${script}-${suffix}`;
    this.#normaliser = new Normaliser(suffix);
  }

  /** `/api/v1/namespaces/<own>/<rest>`. */
  core(rest: string): string {
    return `/api/v1/namespaces/${this.namespace}/${rest}`;
  }

  /** `/apis/<groupVersion>/namespaces/<own>/<rest>`. */
  group(groupVersion: string, rest: string): string {
    return `/apis/${groupVersion}/namespaces/${this.namespace}/${rest}`;
  }

  /** A cluster-wide object with the path is removed at the end, whether it was made or not. */
  willMake(path: string): void {
    this.#made.push(path);
  }

  /** Sends a request and records its answer. */
  async send(
    name: string,
    method: string,
    path: string,
    body?: unknown,
    options: RequestOptions = {},
  ): Promise<RawAnswer> {
    const answer = await this.#side.send(method, path, body, options);
    const { select = (all: unknown) => all } = options;
    this.record(name, method, path, body, options, {
      code: answer.code,
      contentType: answer.headers['content-type'],
      warnings: answer.warnings.length ? answer.warnings : undefined,
      body: answer.text.startsWith('{')
        ? select(JSON.parse(answer.text))
        : answer.text,
    });
    return answer;
  }

  get(name: string, path: string, options?: RequestOptions) {
    return this.send(name, 'GET', path, undefined, options);
  }

  post(name: string, path: string, body: unknown, options?: RequestOptions) {
    return this.send(name, 'POST', path, body, options);
  }

  put(name: string, path: string, body: unknown, options?: RequestOptions) {
    return this.send(name, 'PUT', path, body, options);
  }

  patch(
    name: string,
    path: string,
    type: string,
    body: unknown,
    options?: RequestOptions,
  ) {
    return this.send(name, 'PATCH', path, body, { ...options, type });
  }

  delete(name: string, path: string, body?: unknown, options?: RequestOptions) {
    return this.send(name, 'DELETE', path, body, options);
  }

  /** Opens a watch and records its events: `count` of them, or all until the server ends it. */
  async watch(
    name: string,
    path: string,
    count: number | 'all',
    options: SendOptions & { meanwhile?(): Promise<unknown> } = {},
  ): Promise<any[]> {
    const watching = this.#side.watch(
      path,
      events => count !== 'all' && events.length >= count,
      options,
    );
    await options.meanwhile?.();
    const { code, events } = await watching;
    this.record(name, 'GET', path, undefined, options, { code, body: events });
    return events;
  }

  /** Something that must happen but is not part of the comparison. */
  async quiet(
    method: string,
    path: string,
    body?: unknown,
    options?: SendOptions,
  ): Promise<RawAnswer> {
    const answer = await this.#side.send(method, path, body, options);
    if (answer.code >= 400) {
      throw new Error(`${method} ${path}: ${answer.code} ${answer.text}`);
    }
    return answer;
  }

  /** Waits for the state of an object that a controller brings about. */
  async until(
    collection: string,
    name: string,
    holds: (event: { type: string; object: any }) => boolean,
  ): Promise<any> {
    const { events } = await this.#side.watch(
      `${collection}?watch=true&fieldSelector=metadata.name=${name}`,
      seen => seen.some(holds),
    );
    return events.find(holds).object;
  }

  /** Resolves when the object is not there (any more). */
  async gone(collection: string, name: string): Promise<void> {
    const list = await this.quiet(
      'GET',
      `${collection}?fieldSelector=metadata.name=${name}`,
    );
    if (!list.body.items.length) return;
    const rv = list.body.metadata.resourceVersion;
    await this.#side.watch(
      `${collection}?watch=true&resourceVersion=${rv}&fieldSelector=metadata.name=${name}`,
      events => events.some(e => e.type === 'DELETED'),
    );
  }

  /** Waits until a new binding is known to the server's authorizer. */
  async untilAllowed(path: string, token: string): Promise<void> {
    const deadline = Date.now() + 10_000;
    while (
      (await this.#side.send('GET', path, undefined, { token })).code === 403
    ) {
      if (Date.now() > deadline) throw new Error(`${path} stays forbidden`);
    }
  }

  /** Waits until a resource of a new definition is served, or no longer. */
  async untilServed(path: string, served = true): Promise<void> {
    const deadline = Date.now() + 20_000;
    while (((await this.#side.send('GET', path)).code !== 404) !== served) {
      if (Date.now() > deadline) throw new Error(`${path}: not as expected`);
    }
  }

  /** Makes the namespace, with the ServiceAccount that Pods need. */
  async open(): Promise<void> {
    await this.quiet('POST', '/api/v1/namespaces', {
      metadata: { name: this.namespace },
    });
    await this.until(this.core('serviceaccounts'), 'default', () => true);
    await this.until(this.core('configmaps'), 'kube-root-ca.crt', () => true);
  }

  /** Removes all that was made. */
  async close(): Promise<void> {
    for (const path of [
      ...this.#made.splice(0).reverse(),
      `/api/v1/namespaces/${this.namespace}`,
    ]) {
      const { code, text } = await this.#side.send('DELETE', path);
      if (code >= 400 && code !== 404 && code !== 409) {
        throw new Error(`DELETE ${path}: ${code} ${text}`);
      }
    }
  }

  private record(
    name: string,
    method: string,
    path: string,
    body: unknown,
    { type, accept }: SendOptions,
    answer: Exchange['answer'],
  ): void {
    if (this.exchanges.some(e => e.name === name)) {
      throw new Error(`two requests are named "${name}"`);
    }
    const text = (value: string) => this.#normaliser.text(value);
    const clean = <T>(value: T): T => JSON.parse(JSON.stringify(value));
    this.exchanges.push(
      clean({
        name,
        request: {
          method,
          path: this.#normaliser.path(path),
          type,
          accept,
          body:
            typeof body === 'string' ? text(body) : this.#normaliser.sent(body),
        },
        answer: {
          ...answer,
          warnings: answer.warnings?.map(text),
          body: this.#normaliser.answer(answer.body),
        },
      }),
    );
  }
}
