import { randomUUID } from 'node:crypto';
import { KubeObject, KubeStatusError, resources } from '../../client';
import {
  installSkupperController,
  SkupperController,
  startSkupperController,
  startWorkloadController,
} from '..';
import { InProcessCluster } from '../../__testUtils__/inProcessCluster';
import {
  complete,
  initialOf,
  isMadeAgain,
  isRunning,
  ownersOf,
  READY,
} from './initialObjects';
import { Naming } from './naming';
import { Action, Observation, Recording } from './recording';
import { ReplayClock } from './replayClock';
import { ReplayRequests, typeOf } from './replayRequests';
import { ownerReference } from '../../shared/objects';
import { NETWORK_STATUS } from '../skupper/names';
import { Operation, Scenario } from './scenario';

const RESYNC_S = 30;
const CLUSTERS = ['c1', 'c2', 'c3'];
const WATCHED = [
  'ConfigMap',
  'Secret',
  'Service',
  'ServiceAccount',
  'Role',
  'RoleBinding',
  'Deployment',
  'Pod',
];
const OF_EVERY_NAMESPACE = ['default', 'kube-root-ca.crt'];

interface RunningController {
  controller: SkupperController;
  abort: AbortController;
}

/** Does again what was done to a real controller. */
export class Replay {
  private readonly clusters = new Map<string, InProcessCluster>();
  private readonly running = new Map<string, RunningController>();
  private readonly abort = new AbortController();
  private readonly seen: Observation[] = [];
  private readonly clock: ReplayClock;
  private readonly requests: ReplayRequests;
  private started = false;

  constructor(
    private readonly recording: Recording,
    private readonly scenario: Scenario,
  ) {
    this.clock = new ReplayClock({
      writes: () =>
        [...this.clusters.values()].reduce((sum, c) => sum + c.writes, 0),
      isIdle: () =>
        [...this.running.values()].every(r => r.controller.isIdle()),
    });
    this.requests = new ReplayRequests(
      recording,
      new Naming(recording.observations),
      this.clusters,
      () => new Naming(this.seen),
    );
  }

  /** Seconds since 1970 at which it began. */
  get epoch(): number {
    return this.clock.epoch;
  }

  /** Requests that were refused: code and message. */
  readonly refusals: string[] = [];
  /** Ports of the grant servers. */
  readonly grantPorts = new Set<string>();

  /** @returns the states that the emulation's objects went through */
  async run(): Promise<Observation[]> {
    try {
      await this.prepare();
      this.started = true;
      const steps: { t: number; run: () => Promise<unknown> | void }[] = [
        ...this.recording.actions.map(action => ({
          t: action.t,
          run: () => this.perform(action),
        })),
        ...(this.scenario.operations ?? []).map(operation => ({
          t: operation.t,
          run: () => this.operate(operation),
        })),
        ...this.resyncs(),
      ];
      for (const step of steps.sort((a, b) => a.t - b.t)) {
        await this.clock.advanceTo(step.t);
        await step.run();
      }
      await this.clock.advanceTo(this.recording.end + 1);
      return this.seen;
    } finally {
      this.abort.abort();
      this.clusters.forEach(cluster => cluster.stop());
      this.clock.stop();
    }
  }

  private async prepare() {
    const { observations, actions } = this.recording;
    for (const name of CLUSTERS) {
      const cluster = new InProcessCluster(name, {
        namespaces: ['skupper'],
        collectAfterMs: this.scenario.collectAfterMs,
      });
      this.clusters.set(name, cluster);
      const namespaces = new Set([
        ...observations
          .filter(o => o.cluster === name)
          .map(o => o.object.metadata.namespace!),
        ...actions
          .filter(a => a.cluster === name)
          .map(a => /namespaces\/([^/]+)/.exec(a.request.path)![1]),
      ]);
      namespaces.forEach(namespace => cluster.namespace(namespace));
      ownersOf(initialOf(this.recording, name)).forEach(
        owner => void cluster.load(resources.deployments, owner),
      );
      for (const { object } of observations.filter(
        o => o.initial && o.cluster === name,
      )) {
        if (!isMadeAgain(object)) {
          void cluster.load(typeOf(object.kind), complete(object));
        }
      }
      for (const [owner, object] of this.scenario.before ?? []) {
        if (owner === name) {
          cluster.namespace(object.metadata.namespace!);
        }
      }
      this.observe(name, cluster, namespaces);
      startWorkloadController({
        client: cluster,
        signal: this.abort.signal,
        loadBalancers: false,
      });
      await installSkupperController(cluster);
      if (!this.scenario.asleep?.includes(name)) {
        await this.start(name, {});
      }
    }
    await this.clock.begin();
    for (const [cluster, object] of this.scenario.before ?? []) {
      const client = this.clusters.get(cluster)!;
      if (object.kind === 'Site') {
        await client.create(typeOf(object.kind), object);
      } else {
        void client.load(typeOf(object.kind), await this.owned(client, object));
      }
      await this.clock.begin();
    }
    await this.wakeRouters();
    await this.reportNetwork();
    this.running.forEach(({ controller }) => controller.resync());
    await this.clock.begin();
    this.noteInitial();
  }

  // Gives an object its Site as owner.
  private async owned(client: InProcessCluster, object: KubeObject) {
    const { namespace } = object.metadata;
    const [owner] = await client.list(resources.sites, { namespace });
    return {
      ...object,
      metadata: {
        ...object.metadata,
        uid: randomUUID(),
        ownerReferences: [ownerReference(owner)],
      },
    };
  }

  private async wakeRouters() {
    const { observations } = this.recording;
    const sites: [string, KubeObject][] = [
      ...(this.scenario.before ?? []),
      ...observations
        .filter(({ initial, object }) => initial && isRunning(object))
        .map(({ cluster, object }): [string, KubeObject] => [cluster, object]),
    ].filter(([, { kind }]) => kind === 'Site');
    for (const [cluster, site] of sites) {
      const client = this.clusters.get(cluster)!;
      const { namespace } = site.metadata;
      for (const pod of await client.list(resources.pods, { namespace })) {
        const { name } = pod.metadata;
        await client.patch(resources.pods, namespace, name, READY, 'status');
      }
    }
    await this.clock.begin();
  }

  // A report that is changed must have been there; what it said is most likely what it says first.
  private async reportNetwork() {
    const seen = new Set<string>();
    for (const action of this.recording.actions) {
      const { cluster, request } = action;
      const path =
        request.body?.metadata?.name === NETWORK_STATUS
          ? `${request.path}/${NETWORK_STATUS}`
          : request.path;
      const isFirst = !seen.has(`${cluster} ${path}`);
      seen.add(`${cluster} ${path}`);
      if (
        isFirst &&
        request.method === 'PATCH' &&
        request.path.endsWith(`/${NETWORK_STATUS}`)
      ) {
        const [, namespace] = /namespaces\/([^/]+)/.exec(request.path)!;
        const client = this.clusters.get(cluster)!;
        const type = resources.configMaps;
        if (!(await client.get(type, namespace, NETWORK_STATUS))) {
          await this.requests.send(action);
        }
      }
    }
    await this.clock.begin();
  }

  private observe(
    name: string,
    cluster: InProcessCluster,
    namespaces: Set<string>,
  ) {
    cluster.observe(({ kind: type, entry }) => {
      const object = entry.object as KubeObject;
      const { namespace = '' } = object.metadata;
      if (
        namespaces.has(namespace) &&
        (object.apiVersion.startsWith('skupper.io/') ||
          WATCHED.includes(object.kind)) &&
        !OF_EVERY_NAMESPACE.includes(object.metadata.name)
      ) {
        const initial = !this.started;
        this.seen.push({
          t: this.clock.t,
          cluster: name,
          type,
          initial,
          object,
        });
      }
    });
  }

  // Of what was there before, only the last state counts.
  private noteInitial() {
    const last = new Map<string, Observation>();
    for (const observation of this.seen.splice(0)) {
      const { uid } = observation.object.metadata;
      last.set(`${observation.cluster} ${uid}`, observation);
    }
    for (const { cluster, initial, object } of this.recording.observations) {
      const key = `${cluster} ${object.metadata.uid}`;
      if (initial && !last.has(key) && !isMadeAgain(object)) {
        last.set(key, { t: 0, cluster, type: 'ADDED', object });
      }
    }
    for (const observation of last.values()) {
      if (observation.type !== 'DELETED') {
        this.seen.push({ ...observation, type: 'ADDED', initial: true });
      }
    }
  }

  private async start(name: string, options: Operation['options']) {
    await this.stopController(name);
    const client = this.clusters.get(name)!;
    const abort = new AbortController();
    this.abort.signal.addEventListener('abort', () => abort.abort());
    const controller = startSkupperController({
      client,
      signal: abort.signal,
      // The replay says when.
      resyncMs: Infinity,
      onError: (error, what) =>
        process.env.DEBUG_REPLAY &&
        process.stderr.write(
          `${this.clock.t} ${name} ${what}: ${(error as Error).stack}\n`,
        ),
      imageRegistry: 'registry.example/skupper',
      enabledAccessTypes: this.recording.accessTypes,
      ...this.scenario.options,
      ...options,
    });
    this.running.set(name, { controller, abort });
    await this.clock.quiet();
    this.grantPorts.add(String(controller.grantServerPort()));
  }

  private async stopController(name: string) {
    this.running.get(name)?.abort.abort();
    this.running.delete(name);
    await this.clock.quiet();
  }

  private operate({ do: what, cluster, options }: Operation) {
    return what === 'start'
      ? this.start(cluster, options)
      : this.stopController(cluster);
  }

  private async perform(action: Action) {
    try {
      await this.requests.send(action);
    } catch (error) {
      if (!(error instanceof KubeStatusError)) {
        throw error;
      }
      this.refusals.push(`${error.code} ${error.message}`);
    }
  }

  private resyncs() {
    const all: { t: number; run: () => void }[] = [];
    for (const [cluster, first] of Object.entries(
      this.scenario.resyncs ?? {},
    )) {
      for (let t = first; t <= this.recording.end + 1; t += RESYNC_S) {
        all.push({
          t,
          run: () => this.running.get(cluster)?.controller.resync(),
        });
      }
    }
    for (const [cluster, t] of Object.entries(
      this.scenario.coreResyncs ?? {},
    )) {
      all.push({
        t,
        run: () => this.running.get(cluster)?.controller.resyncCore(),
      });
    }
    return all;
  }
}
