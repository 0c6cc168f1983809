import { readFileSync } from 'node:fs';
import { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { parse } from 'yaml';

/** How to reach an API server as its administrator. */
export interface Access {
  url: string;
  ca: string | Buffer;
  token?: string;
  /** Client certificate, where there is no token. */
  cert?: Buffer;
  key?: Buffer;
}

/** What an API server said. */
export interface RawAnswer {
  code: number;
  headers: IncomingHttpHeaders;
  /** Of a header that may come more than once. */
  warnings: string[];
  text: string;
  /** Parsed, where it is JSON. */
  body: any;
}

export interface SendOptions {
  /** Content-Type; default `application/json`. */
  type?: string;
  accept?: string;
  /** Another bearer token; empty: none at all. */
  token?: string;
}

/** Reads how a context of a kubeconfig is reached: token or client certificate. */
export function readAccess(kubeconfig: string, context: string): Access {
  const config = parse(readFileSync(kubeconfig, 'utf8'));
  const named = (list: any[], name: string) =>
    list.find(item => item.name === name);
  const bytes = (holder: any, name: string): Buffer | undefined => {
    if (holder[`${name}-data`]) {
      return Buffer.from(holder[`${name}-data`], 'base64');
    }
    return holder[name] ? readFileSync(holder[name]) : undefined;
  };
  const names = named(config.contexts, context).context;
  const cluster = named(config.clusters, names.cluster).cluster;
  const user = named(config.users, names.user).user;
  return {
    url: cluster.server,
    ca: bytes(cluster, 'certificate-authority') ?? '',
    token: user.token,
    cert: bytes(user, 'client-certificate'),
    key: bytes(user, 'client-key'),
  };
}

/** One of the two API servers: raw HTTPS, and none of the project's own code in between. */
export class ApiSide {
  readonly #access: Access;
  readonly #agent: Agent;

  constructor(access: Access) {
    this.#access = access;
    const { ca, cert, key } = access;
    this.#agent = new Agent({ keepAlive: true, ca, cert, key });
  }

  async send(
    method: string,
    path: string,
    body?: unknown,
    options: SendOptions = {},
  ): Promise<RawAnswer> {
    const message = await this.open(method, path, body, options);
    const chunks: Buffer[] = [];
    const timer = setTimeout(
      () => message.destroy(new Error(`${method} ${path}: no end in 20 s`)),
      20_000,
    );
    for await (const chunk of message) chunks.push(chunk);
    clearTimeout(timer);
    const text = Buffer.concat(chunks).toString('utf8');
    const json = /json/.test(message.headers['content-type'] ?? '');
    return {
      code: message.statusCode!,
      headers: message.headers,
      warnings: message.headersDistinct.warning ?? [],
      text,
      body: json && text ? JSON.parse(text) : undefined,
    };
  }

  /** Events of a watch, until `enough`, the server's end of the stream, or the time-out, which is an error. */
  async watch(
    path: string,
    enough: (events: any[]) => boolean,
    options: SendOptions & { timeoutMs?: number } = {},
  ): Promise<{ code: number; events: any[] }> {
    const { timeoutMs = 30_000 } = options;
    const message = await this.open('GET', path, undefined, options);
    const events: any[] = [];
    let rest = '';
    const timer = setTimeout(
      () =>
        message.destroy(
          new Error(
            `GET ${path}: ${
              events.length
            } events in ${timeoutMs} ms: ${JSON.stringify(events)}`,
          ),
        ),
      timeoutMs,
    );
    try {
      for await (const chunk of message.setEncoding('utf8')) {
        const lines = (rest + chunk).split('\n');
        rest = lines.pop()!;
        for (const line of lines.filter(Boolean)) events.push(JSON.parse(line));
        if (enough(events)) break;
      }
      if (rest) events.push(JSON.parse(rest));
    } finally {
      clearTimeout(timer);
      message.destroy();
    }
    return { code: message.statusCode!, events };
  }

  close(): void {
    this.#agent.destroy();
  }

  private open(
    method: string,
    path: string,
    body: unknown,
    { type, accept, token = this.#access.token }: SendOptions,
  ): Promise<IncomingMessage> {
    const text =
      typeof body === 'string' || body === undefined
        ? body
        : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const sent = request(
        new URL(path, this.#access.url),
        {
          method,
          agent: this.#agent,
          timeout: 60_000,
          headers: {
            'user-agent': 'parity/1.0',
            ...(token ? { authorization: `Bearer ${token}` } : {}),
            ...(accept ? { accept } : {}),
            ...(text === undefined
              ? {}
              : {
                  'content-type': type ?? 'application/json',
                  'content-length': Buffer.byteLength(text),
                }),
          },
        },
        resolve,
      );
      sent.on('timeout', () =>
        sent.destroy(new Error(`${method} ${path}: no answer in time`)),
      );
      sent.on('error', reject);
      sent.end(text);
    });
  }
}
