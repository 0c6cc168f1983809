import { InProcessCluster } from '../__testUtils__/inProcessCluster';
import { SandboxNetwork } from '../network';
import { KubeObject, resources } from '../client';
import type { ContainerRuntime, RunningContainer } from '../runtime/types';
import { startKubelet } from './kubelet';
import { LogStore } from './logStore';

type Exit = Awaited<RunningContainer['exited']>;

/** Containers that end when a test says so. */
function createFakeRuntime() {
  const started: { end(exit: Exit): void; stopped: boolean }[] = [];
  const runtime: ContainerRuntime = {
    name: 'fake',
    handles: ({ image }) => image.startsWith('fake/') || /flwr/.test(image),
    start(context) {
      context.log(`run ${started.length}`);
      let end!: (exit: Exit) => void;
      const exited = new Promise<Exit>(resolve => {
        end = resolve;
      });
      const entry = { end, stopped: false };
      started.push(entry);
      return {
        exited,
        onReady: listener => listener(true),
        async stop() {
          entry.stopped = true;
          end({ exitCode: 0 });
        },
      };
    },
  };
  return { runtime, started };
}

describe('kubelet', () => {
  const abort = new AbortController();
  const client = new InProcessCluster('east', { namespaces: ['fl'] });
  const network = new SandboxNetwork();
  const logs = new LogStore();
  const { runtime, started } = createFakeRuntime();
  const seen: KubeObject[] = [];
  const kubelet = startKubelet({
    client,
    network,
    runtimes: [runtime],
    logs,
    signal: abort.signal,
    nodeName: 'east-node',
    timeScale: 0.01,
    timings: { restartMin: 20_000 },
  });

  client.watch(resources.pods, {
    signal: abort.signal,
    onUpsert: pod => seen.push(structuredClone(pod)),
    onDelete: () => undefined,
  });

  function until(
    name: string,
    predicate: (pod: KubeObject) => boolean,
  ): Promise<KubeObject> {
    return new Promise(resolve => {
      const watch = new AbortController();
      client.watch(resources.pods, {
        signal: watch.signal,
        onUpsert: pod => {
          if (pod.metadata.name === name && predicate(pod)) {
            watch.abort();
            resolve(structuredClone(pod));
          }
        },
        onDelete: () => undefined,
      });
    });
  }

  function createPod(name: string, spec: object) {
    return client.load(resources.pods, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'fl', uid: `uid-${name}` },
      spec,
    });
  }

  const ready = (pod: KubeObject) =>
    pod.status?.conditions?.some(
      (c: any) => c.type === 'Ready' && c.status === 'True',
    );
  const waiting = (pod: KubeObject) =>
    pod.status?.containerStatuses?.[0].state.waiting;

  afterAll(async () => {
    abort.abort();
    await kubelet.stopped;
    await network.close();
  });

  it('registers its node', async () => {
    const node = await client.get(resources.nodes, undefined, 'east-node');
    expect(node?.status?.conditions?.[0]).toMatchObject({
      type: 'Ready',
      status: 'True',
    });
  });

  it('takes a pod through its states, restarts it with back-off, and deletes it', async () => {
    await createPod('app', {
      containers: [{ name: 'main', image: 'fake/app:1' }],
    });
    const running = await until('app', ready);
    expect(running.status).toMatchObject({
      phase: 'Running',
      podIP: expect.stringMatching(/^10\.244\./),
      containerStatuses: [
        {
          name: 'main',
          image: 'docker.io/fake/app:1',
          imageID: expect.stringMatching(/^docker.io\/fake\/app@sha256:/),
          containerID: expect.stringMatching(/^containerd:\/\//),
          ready: true,
          started: true,
          restartCount: 0,
        },
      ],
    });
    const states = seen
      .filter(pod => pod.metadata.name === 'app')
      .map(pod => waiting(pod)?.reason ?? pod.status?.phase);
    expect(states).toEqual(
      expect.arrayContaining(['ContainerCreating', 'Running']),
    );
    expect(kubelet.containers()).toMatchObject([
      { namespace: 'fl', pod: 'app', runtime: 'fake' },
    ]);

    started[0].end({ exitCode: 3 });
    const again = await until(
      'app',
      pod => pod.status?.containerStatuses[0].restartCount === 1,
    );
    expect(
      again.status.containerStatuses[0].lastState.terminated,
    ).toMatchObject({ exitCode: 3, reason: 'Error' });
    started[1].end({ exitCode: 1 });
    const backingOff = await until('app', pod => Boolean(waiting(pod)));
    expect(waiting(backingOff)).toEqual({
      reason: 'CrashLoopBackOff',
      message:
        'back-off 0s restarting failed container=main pod=app_fl(uid-app)',
    });
    const log = logs.get(
      { cluster: 'east', namespace: 'fl', pod: 'app', container: 'main' },
      true,
    );
    expect(log?.read(0).lines.map(line => line.text)).toEqual(['run 0']);

    await until('app', pod => ready(pod));
    const gone = new Promise<void>(resolve =>
      client.watch(resources.pods, {
        signal: abort.signal,
        onUpsert: () => undefined,
        onDelete: () => resolve(),
      }),
    );
    await client.delete(resources.pods, 'fl', 'app');
    await gone;
    expect(started[2].stopped).toBe(true);
    // Events are written in the background, the last one after the others.
    const reasons = new Set<string>();
    await new Promise<void>(resolve =>
      client.watch(resources.events, {
        signal: abort.signal,
        onUpsert({ reason }) {
          reasons.add(reason);
          if (reason === 'Killing') resolve();
        },
        onDelete: () => undefined,
      }),
    );
    for (const reason of [
      'Scheduled',
      'Pulling',
      'Pulled',
      'Created',
      'Started',
      'BackOff',
    ]) {
      expect(reasons).toContain(reason);
    }
  });

  it('cannot pull what no runtime has', async () => {
    await createPod('typo', {
      containers: [{ name: 'main', image: 'fake/app:does-not-exist' }],
    });
    await until('typo', pod => waiting(pod)?.reason === 'ErrImagePull');
    const pod = await until(
      'typo',
      p => waiting(p)?.reason === 'ImagePullBackOff',
    );
    expect(pod.status.phase).toBe('Pending');
    expect(waiting(pod).message).toContain(
      'Back-off pulling image "fake/app:does-not-exist"',
    );
  });

  it('refuses runAsNonRoot for an image whose user has no number', async () => {
    const spec = (runAsUser?: number) => ({
      securityContext: { runAsNonRoot: true, runAsUser },
      containers: [{ name: 'superlink', image: 'flwr/superlink:1.39.0' }],
    });
    await createPod('guide', spec());
    const pod = await until(
      'guide',
      p => waiting(p)?.reason !== 'ContainerCreating' && Boolean(waiting(p)),
    );
    expect(waiting(pod)).toEqual({
      reason: 'CreateContainerConfigError',
      message:
        'container has runAsNonRoot and image has non-numeric user (app), cannot verify user is non-root (pod: "guide_fl(uid-guide)", container: superlink)',
    });
    await createPod('numbered', spec(49999));
    await until('numbered', ready);
  });

  it('completes a pod that need not be restarted', async () => {
    await createPod('job', {
      restartPolicy: 'Never',
      containers: [{ name: 'main', image: 'fake/app:1' }],
    });
    await until('job', ready);
    started[started.length - 1].end({ exitCode: 0 });
    const pod = await until('job', p => p.status?.phase === 'Succeeded');
    expect(pod.status.containerStatuses[0].state.terminated).toMatchObject({
      exitCode: 0,
      reason: 'Completed',
    });
  });

  it('finds a pod no node until its claim has a volume', async () => {
    await createPod('stateful', {
      containers: [{ name: 'main', image: 'fake/app:1' }],
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }],
    });
    const scheduled = (pod: KubeObject) =>
      pod.status?.conditions?.find((c: any) => c.type === 'PodScheduled');
    const missing = await until('stateful', pod => scheduled(pod)?.message);
    expect(scheduled(missing)).toMatchObject({
      status: 'False',
      reason: 'Unschedulable',
      message:
        '0/1 nodes are available: persistentvolumeclaim "data" not found.',
    });
    await client.load(resources.persistentVolumeClaims, {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data', namespace: 'fl' },
      status: { phase: 'Bound' },
    });
    await until('stateful', ready);
  });
});
