import { KubeObject, resources, skupperResources } from '../../client';
import {
  installSkupperController,
  SkupperController,
  startSkupperController,
} from '../skupper';
import { startWorkloadController } from '../workload';
import { FakeCluster } from './fakeCluster';
import { perform, translate, typeOf } from './replayRequests';

/** An excerpt of a recording of the real controller: what was done, and the statuses that followed. */
export interface Recording {
  scenario: string;
  /** Objects that existed before, by cluster. */
  initial: [cluster: string, object: KubeObject][];
  /** What each placeholder of a UID stood for: cluster, kind, namespace, name. */
  uids: Record<string, [string, string, string | null, string]>;
  steps: {
    t: number;
    cluster: string;
    action: string;
    request: { method: string; path: string; body: any };
    code: number;
    expect: [cluster: string, object: string, status: string][];
  }[];
}

/** The statuses that one object went through after one step. */
export interface Sequence {
  t: number;
  action: string;
  object: string;
  expected: string[];
  actual: string[];
}

const MAX_RESYNCS = 3;

const EXTRAS = [
  'redeemed',
  'redemptions',
  'hasMatchingConnector',
  'hasMatchingListener',
  'remoteSiteId',
  'remoteSiteName',
  'hasDestination',
  'strategy',
  'sitesInNetwork',
];

/** One line that says all of a status that a recording keeps. */
export function statusLine(object: KubeObject): string {
  const status = object.status ?? {};
  const conditions = (status.conditions ?? [])
    .map(
      (c: any) =>
        `${c.type}=${c.status}/${c.reason}/${c.message}@${c.observedGeneration}`,
    )
    .join('; ');
  const extra = Object.fromEntries(
    EXTRAS.filter(name => status[name] !== undefined)
      .sort()
      .map(name => [name, status[name]]),
  );
  const line = `${status.status ?? ''}|${status.message ?? ''} [${conditions}]`;
  return Object.keys(extra).length ? `${line} ${JSON.stringify(extra)}` : line;
}

/** Does again what was done to the real controller and notes what the emulation makes of it. */
export async function replay(recording: Recording): Promise<Sequence[]> {
  const abort = new AbortController();
  const { signal } = abort;
  const clusters = new Map<string, FakeCluster>();
  const seen = new Map<string, string[]>();
  const controllers: SkupperController[] = [];
  try {
    for (const name of ['c1', 'c2', 'c3']) {
      const cluster = new FakeCluster(name);
      clusters.set(name, cluster);
      for (const [owner, object] of recording.initial) {
        if (owner === name) {
          cluster.load(typeOf(object.kind), object);
          if (object.kind === 'Site') {
            cluster.load(resources.pods, routerPod(object));
          }
        }
      }
      for (const type of skupperResources) {
        cluster.watch(type, {
          signal,
          onUpsert: object => {
            const { namespace, name: own } = object.metadata;
            const key = `${name} ${type.kind} ${namespace}/${own}`;
            seen.set(key, [...(seen.get(key) ?? []), statusLine(object)]);
          },
          onDelete: () => {},
        });
      }
      startWorkloadController({
        client: cluster,
        signal,
        loadBalancers: false,
      });
      await installSkupperController(cluster);
      const controller = startSkupperController({
        client: cluster,
        signal,
        // Only when a step waits for it, as below.
        resyncMs: 3_600_000,
        timings: { certificateMs: 0, siteMs: 0 },
      });
      await controller.ready;
      controllers.push(controller);
    }
    await quiet(clusters, controllers);
    seen.clear();
    const sequences: Sequence[] = [];
    for (const step of recording.steps) {
      const cluster = clusters.get(step.cluster)!;
      // What the API server refused needs no controller.
      if (step.code < 400) {
        await perform(cluster, step.request, value =>
          translate(value, recording, clusters),
        );
      }
      const expected = new Map<string, string[]>();
      for (const [where, object, line] of step.expect) {
        const key = `${where} ${object}`;
        expected.set(key, [...(expected.get(key) ?? []), line]);
      }
      const reached = () =>
        [...expected].every(([key, lines]) =>
          normalized(seen.get(key)).includes(normalized(lines).at(-1)!),
        );
      await quiet(clusters, controllers);
      for (let round = 0; round < MAX_RESYNCS && !reached(); round += 1) {
        controllers.forEach(controller => controller.resync());
        await quiet(clusters, controllers);
      }
      for (const [object, lines] of expected) {
        sequences.push({
          t: step.t,
          action: step.action,
          object,
          expected: normalized(lines),
          actual: normalized(seen.get(object)),
        });
        // What a later step waits for may already have happened, so only what was compared is forgotten.
        seen.delete(object);
      }
    }
    return sequences;
  } finally {
    abort.abort();
  }
}

/** A ready router pod for a Site that existed before. */
function routerPod(site: KubeObject): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'skupper-router-6c84789db8-97t4j',
      namespace: site.metadata.namespace,
      uid: `pod-of-${site.metadata.uid}`,
      labels: {
        'skupper.io/component': 'router',
        'skupper.io/type': 'site',
        'skupper.io/group': 'skupper-router',
      },
    },
    status: {
      phase: 'Running',
      podIP: '10.1.9.9',
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  };
}

/** Without repetitions, and with names of pods and UIDs that differ from run to run made equal. */
function normalized(lines: string[] = []): string[] {
  return lines
    .map(line =>
      line
        .replace(/skupper-router(-2)?-[a-z0-9]+-[a-z0-9]{5}\b/g, 'ROUTER-POD')
        .replace(/"remoteSiteId":"[^"]*"/g, '"remoteSiteId":"UID"')
        .replace(/https?:\/\/[^"\s]+/g, 'URL')
        .replace(/dial tcp [\d.:]+/g, 'dial tcp ADDRESS')
        .replace(/UID-\d+|[0-9a-f-]{36}/g, 'UID'),
    )
    .filter((line, index, all) => line !== all[index - 1]);
}

const QUIET_TURNS = 25;

/** Resolves when all controllers have had nothing to do for some turns of the event loop. */
async function quiet(
  clusters: Map<string, FakeCluster>,
  controllers: SkupperController[],
) {
  const total = () =>
    [...clusters.values()].reduce((sum, { writes }) => sum + writes, 0);
  let before = total();
  let turns = 0;
  while (turns < QUIET_TURNS) {
    await new Promise(setImmediate);
    const writes = total();
    const busy = writes !== before || !controllers.every(c => c.isIdle());
    before = writes;
    turns = busy ? 0 : turns + 1;
  }
}
