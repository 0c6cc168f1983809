import {
  IncomingHttpHeaders,
  IncomingMessage,
  ServerResponse,
} from 'node:http';
import { Readable } from 'node:stream';
import { isDeepStrictEqual } from 'node:util';
import { User, userOf } from '../apiserver/auth/authorizer';
import { watchDefinitions } from '../apiserver/controllers/definitions';
import { Faults } from '../apiserver/faults';
import { readBody } from '../apiserver/http/body';
import { dispatch } from '../apiserver/http/dispatch';
import { DispatchEnvironment } from '../apiserver/http/environment';
import { OpenApi } from '../apiserver/http/openapi';
import { typeKey } from '../apiserver/store/entry';
import type { KubeObject } from '../client';
import { InProcessCluster, InProcessClusterOptions } from './inProcessCluster';

/** A request as it came in. */
export interface RecordedRequest {
  method: string;
  url: URL;
  headers: IncomingHttpHeaders;
  /** Parsed JSON. */
  body: any;
}

const ADMIN = userOf({ token: '', user: 'test', groups: ['system:masters'] });

/** The namespace whose UID tells a cluster from all others. */
const SYSTEM = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'kube-system' },
};

/** What rights are asked for besides those on types that are stored here. */
const ASKED_FOR = [
  'pods/log',
  'pods/portforward',
  'cronjobs',
  'selfsubjectaccessreviews',
];

/**
 * The sandbox's API server without a port: whoever brings a token is an administrator, unless rights are taken away.
 * Requests are recorded, and a test may answer one itself.
 */
export class TestApi {
  readonly cluster: InProcessCluster;
  readonly requests: RecordedRequest[] = [];
  /** What changed, except by the test and but for leases: `apply Site retail/hub`, `delete Site retail/hub`. */
  readonly writes: string[] = [];
  /** Delays and freezes. */
  readonly faults = new Faults();
  /** Sees each request first; true when it answers, or never will. */
  intercept: (request: RecordedRequest, response: ServerResponse) => boolean =
    () => false;
  /** Called when a watch is opened. */
  onWatch: () => void = () => {};
  protected address = '';
  private user: User = ADMIN;
  private unreachable = false;
  private uids = 0;
  private putting = false;
  protected readonly ends = new Set<() => void>();
  private readonly answers = new Set<ServerResponse>();
  protected readonly environment: DispatchEnvironment;

  /** @param options - `objects`: what is there from the start; definitions of types come first */
  constructor(
    readonly name: string,
    options: InProcessClusterOptions & { objects?: KubeObject[] } = {},
  ) {
    this.cluster = new InProcessCluster(name, options);
    const { state } = this.cluster;
    watchDefinitions(state);
    this.environment = {
      cluster: state,
      faults: this.faults,
      openApi: new OpenApi(state.registry),
      bookmarkIntervalMs: 10_000,
      connect: () => Promise.reject(new Error('no pods run here')),
      identify: () => this.user,
      address: () => this.address,
      count: () => {},
      track: end => {
        this.ends.add(end);
        this.onWatch();
        return () => this.ends.delete(end);
      },
    };
    this.put(...(options.objects ?? []));
    this.cluster.observe(({ kind, entry: { object, namespace, name: of } }) => {
      if (this.putting || object.kind === 'Lease') return;
      const verb = kind === 'DELETED' ? 'delete' : 'apply';
      this.writes.push(`${verb} ${object.kind} ${namespace}/${of}`);
    });
  }

  /** How many watches are open. */
  get watches(): number {
    return this.ends.size;
  }

  /** The resourceVersion of the last change. */
  get version(): string {
    return String(this.cluster.state.store.currentRevision);
  }

  /** Which cluster it is: another's when it is the same under another name. */
  get uid(): string {
    return this.object('Namespace', '', 'kube-system')!.metadata.uid!;
  }

  set uid(uid: string) {
    this.put({ ...SYSTEM, metadata: { ...SYSTEM.metadata, uid } });
  }

  /** Whether nobody is there: connections break, and are refused. */
  get down(): boolean {
    return this.unreachable;
  }

  set down(down: boolean) {
    this.unreachable = down;
    if (down) this.answers.forEach(refuse);
  }

  /** Takes a right away from whoever asks. */
  forbid(verb: string, plural: string): void {
    const served = this.cluster.state.registry.all().map(type => type.plural);
    const plurals = [...served, ...ASKED_FOR];
    const all = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'];
    const rules = [
      { verbs: all, resources: plurals.filter(other => other !== plural) },
      { verbs: all.filter(other => other !== verb), resources: [plural] },
    ].map(rule => ({ ...rule, apiGroups: ['*'] }));
    this.user = userOf({ token: '', user: 'test', rules });
  }

  /** Gives all rights back. */
  allow(): void {
    this.user = ADMIN;
  }

  /** Ends the watches' answers, as an API server does after `timeoutSeconds`. */
  endWatches(): void {
    this.ends.forEach(end => end());
    this.ends.clear();
  }

  /** Forgets history: older resourceVersions answer 410. */
  compact(): void {
    this.cluster.state.store.compact();
  }

  /** Puts objects in as they are, as somebody else would; nothing is checked, and nothing done when they are there already. */
  put(...objects: KubeObject[]): void {
    this.putting = true;
    objects.forEach(object => this.putOne(object));
    this.putting = false;
  }

  /** Takes an object away at once. */
  remove(object: Pick<KubeObject, 'apiVersion' | 'kind' | 'metadata'>): void {
    const { name, namespace = '' } = object.metadata;
    const key = this.keyOf(object.apiVersion, object.kind);
    this.putting = true;
    this.cluster.state.store.remove(key, namespace, name);
    this.putting = false;
  }

  /** What is stored, managed fields included. */
  object(kind: string, namespace: string, name: string) {
    const { registry, store } = this.cluster.state;
    const type = registry.all().find(known => known.kind === kind);
    const entry = type && store.get(typeKey(type), namespace, name);
    return entry?.object as KubeObject | undefined;
  }

  /** Serves one request. */
  async serve(
    message: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { method = 'GET', url = '/', headers, socket } = message;
    const body = await readBody(message);
    if (this.down) {
      refuse(response);
      return;
    }
    this.answers.add(response);
    response.once('close', () => this.answers.delete(response));
    const request = {
      method,
      url: new URL(url, 'http://localhost'),
      headers,
      body: body.length ? JSON.parse(body.toString()) : undefined,
    };
    this.requests.push(request);
    if (!this.intercept(request, response)) {
      // The body was read, so it is given once more.
      const again = Readable.from(body.length ? [body] : []);
      await dispatch(
        this.environment,
        Object.assign(again, {
          method,
          url,
          headers,
          socket,
        }) as IncomingMessage,
        response,
      );
    }
  }

  private putOne(object: KubeObject): void {
    const { store } = this.cluster.state;
    const key = this.keyOf(object.apiVersion, object.kind);
    const { name, namespace = '' } = object.metadata;
    const before = store.get(key, namespace, name)?.object as
      | KubeObject
      | undefined;
    const metadata = { ...before?.metadata, ...object.metadata };
    if (
      before &&
      isDeepStrictEqual({ ...before, ...object, metadata }, before)
    ) {
      return;
    }
    this.uids += 1;
    store.put(key, {
      ...object,
      metadata: {
        uid: `uid-${this.name}-${this.uids}`,
        managedFields: [{ manager: 'x' }],
        ...metadata,
      },
    });
  }

  private keyOf(apiVersion: string, kind: string): string {
    const type = this.cluster.state.registry.byKind(apiVersion, kind);
    if (!type) {
      throw new Error(`${apiVersion} ${kind} is not served`);
    }
    return typeKey(type);
  }
}

function refuse(response: ServerResponse): void {
  response.destroy(
    Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
  );
}
