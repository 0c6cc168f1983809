import { ManagedKubernetesClusters } from '@backstage-federation/kubernetes-clusters';
import { PlanStep } from '../plan/plan';
import {
  createTestClusters,
  FAST,
  startTestServer,
  TestApiServer,
  waiter,
  widget,
  widgetObject,
} from '../../../kubernetes-clusters/src/__testUtils__';
import { executePlan } from './executePlan';
import { PlanFailedError } from './PlanFailedError';

const base = { id: 's', title: 'west: wait', cluster: 'west', dependsOn: [] };
const key = { type: widget, namespace: 'ns', name: 'kept' };

const steps: PlanStep[] = [
  {
    ...base,
    kind: 'until',
    watches: { it: { cluster: 'west', ...key } },
    predicate: ({ it: [object] }) =>
      object?.status
        ? { state: 'done', message: 'ready' }
        : { state: 'waiting', message: 'no status' },
    timeoutMs: 5_000,
    explain: () => [
      {
        cause: 'no-controller',
        severity: 'error',
        subject: { kind: 'cluster', id: 'west', label: 'west' },
        title: 'Nothing makes widgets ready',
        explanation: 'No controller runs.',
        evidence: [],
        remedy: { text: 'Install it.' },
      },
    ],
  },
  {
    ...base,
    kind: 'probe',
    probe: async ({ clusters }) => {
      const [{ status }] = await clusters('west').list(widget);
      return status
        ? { state: 'done', message: '2 of 2' }
        : { state: 'waiting', message: '1 of 2' };
    },
    intervalMs: 1,
    timeoutMs: 5_000,
  },
  { ...base, kind: 'remove', keys: [key] },
];

describe('a wait whose cluster is lost', () => {
  let server: TestApiServer;
  let clusters: ManagedKubernetesClusters;

  beforeEach(async () => {
    server = await startTestServer();
    clusters = createTestClusters({ west: server.url }, { timing: FAST });
    server.put({
      ...widgetObject('kept'),
      metadata: { ...widgetObject('kept').metadata, finalizers: ['x/y'] },
    });
  });
  afterEach(async () => {
    await clusters.close();
    await server.stop();
  });

  /** Starts the step, and resolves when it waits. */
  async function start(step: PlanStep, retryMs: number) {
    const { changed, until } = waiter();
    const lines: string[] = [];
    const running = executePlan(
      { federation: 'f', steps: [step] },
      {
        clusters,
        signal: new AbortController().signal,
        retryMs,
        onProgress: ({ line }) => {
          lines.push(line);
          changed();
        },
      },
    );
    await until(() => lines.length > 0);
    return { running };
  }

  const unreachable = () =>
    new Promise<void>(resolve => {
      clusters.onStatus(({ state }) => state === 'unreachable' && resolve());
    });

  it.each(steps.map(step => [step.kind, step] as const))(
    'ends with the cause: %s',
    async (_, step) => {
      const { running } = await start(step, 50);
      const failed = running.catch((error: PlanFailedError) => error);
      await server.stop();
      const { message, cancelled } = (await failed) as PlanFailedError;
      expect(cancelled).toBe(false);
      expect(message).toMatch(
        /- west: wait: cluster west is unreachable since 20\S+Z: \w/,
      );
      expect(message).not.toContain('Nothing makes widgets ready');
    },
  );

  it.each(steps.map(step => [step.kind, step] as const))(
    'goes on when it is soon back: %s',
    async (_, step) => {
      const { running } = await start(step, 4_000);
      const lost = unreachable();
      await server.stop();
      await lost;
      await server.listen();
      server.put({ ...widgetObject('kept'), status: {} });
      if (step.kind === 'remove') server.remove(widgetObject('kept'));
      const done = await running;
      expect(done.steps[0].outcome).toMatch(/waited|removed/);
    },
  );
});
