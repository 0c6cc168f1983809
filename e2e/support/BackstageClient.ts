import {
  FederationList,
  VersionedView,
} from '@backstage-federation/plugin-federation-common';
import { setTimeout as pause } from 'node:timers/promises';

/** A finished scaffolder task. */
export interface TaskResult {
  id: string;
  status: 'completed' | 'failed' | 'cancelled';
  output: Record<string, any>;
  /** Why it failed, or that it was cancelled. */
  error?: { name: string; message: string };
  /** Log lines and messages, in order. */
  log: string[];
  /** All events as JSON text. */
  raw: string;
  seconds: number;
}

/** What a signed-in guest does, over real HTTP. */
export class BackstageClient {
  #token = '';

  constructor(readonly baseUrl: string) {}

  /** The same person, asking at another address. */
  at(baseUrl: string): BackstageClient {
    const client = new BackstageClient(baseUrl);
    client.#token = this.#token;
    return client;
  }

  async signIn(): Promise<void> {
    const res = await fetch(`${this.baseUrl}/api/auth/guest/refresh`, {
      method: 'POST',
      headers: { 'x-requested-with': 'XMLHttpRequest' },
    });
    const session = (await res.json()) as any;
    this.#token = session.backstageIdentity.token;
  }

  async request(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`${this.baseUrl}/api${path}`, {
      ...init,
      headers: {
        authorization: `Bearer ${this.#token}`,
        'content-type': 'application/json',
        ...init.headers,
      },
    });
  }

  /** As a Backstage app gives it to its clients. */
  readonly fetchApi: { fetch: typeof fetch } = {
    fetch: (input, init) => {
      const request = new Request(input, init);
      request.headers.set('authorization', `Bearer ${this.#token}`);
      return fetch(request);
    },
  };

  async json<T>(path: string, init?: RequestInit): Promise<T> {
    const res = await this.request(path, init);
    const text = await res.text();
    if (!res.ok) throw new Error(`${path}: ${res.status} ${text}`);
    return JSON.parse(text) as T;
  }

  federation(name: string): Promise<VersionedView> {
    return this.json(`/federation/v1/federations/${name}`);
  }

  federations(): Promise<FederationList> {
    return this.json('/federation/v1/federations');
  }

  /** Asks again until the federation's view fulfils a condition. */
  async untilView(
    name: string,
    holds: (view: VersionedView['view']) => boolean,
    timeoutMs: number,
  ): Promise<VersionedView['view']> {
    return this.until(
      async () => (await this.federation(name)).view,
      holds,
      timeoutMs,
    );
  }

  async until<T>(
    read: () => Promise<T>,
    holds: (value: T) => boolean,
    timeoutMs: number,
  ): Promise<T> {
    const deadline = Date.now() + timeoutMs;
    let last: unknown;
    for (;;) {
      try {
        const value = await read();
        if (holds(value)) return value;
        last = value;
      } catch (error) {
        last = String(error);
      }
      if (Date.now() > deadline) {
        throw new Error(
          `Not within ${
            timeoutMs / 1000
          } s: ${holds}\nLast seen: ${JSON.stringify(last, null, 1)}`,
        );
      }
      await pause(100);
    }
  }

  async startTemplate(
    template: string,
    values: Record<string, unknown>,
  ): Promise<string> {
    const { id } = await this.json<{ id: string }>('/scaffolder/v2/tasks', {
      method: 'POST',
      body: JSON.stringify({
        templateRef: `template:default/${template}`,
        values,
      }),
    });
    return id;
  }

  /** Waits until the catalog has the template (its first round takes some seconds). */
  async untilTemplate(template: string): Promise<void> {
    await this.until(
      () => this.json(`/catalog/entities/by-name/template/default/${template}`),
      () => true,
      60_000,
    );
  }

  async finishTask(id: string, timeoutMs: number): Promise<TaskResult> {
    const started = Date.now();
    const task = await this.until(
      () => this.json<any>(`/scaffolder/v2/tasks/${id}`),
      ({ status }) => !['open', 'processing'].includes(status),
      timeoutMs,
    );
    const events = await this.json<any[]>(`/scaffolder/v2/tasks/${id}/events`);
    const completion = events.find(({ type }) => type === 'completion');
    return {
      id,
      status: task.status,
      output: completion?.body?.output ?? {},
      error: completion?.body?.error,
      log: events.map(({ body }) => String(body?.message ?? '')),
      raw: JSON.stringify({ task, events }),
      seconds: (Date.now() - started) / 1000,
    };
  }

  /** All tasks of this Backstage with their events, as JSON text. */
  async taskRecords(): Promise<string[]> {
    const { tasks } = await this.json<any>('/scaffolder/v2/tasks?limit=1000');
    return Promise.all(
      tasks.map(async (task: { id: string }) => {
        const events = await this.json(
          `/scaffolder/v2/tasks/${task.id}/events`,
        );
        return JSON.stringify({ task, events });
      }),
    );
  }

  async runTemplate(
    template: string,
    values: Record<string, unknown>,
    timeoutMs = 180_000,
  ): Promise<TaskResult> {
    return this.finishTask(
      await this.startTemplate(template, values),
      timeoutMs,
    );
  }
}
