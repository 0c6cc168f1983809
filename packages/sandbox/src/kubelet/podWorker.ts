import { KubeObject, KubeStatusError, resources } from '../client';
import { timestamp } from '../shared/objects';
import { pause } from '../shared/sleep';
import { missingClaim, missingVolume } from './admission';
import { ContainerRunner } from './containerRunner';
import { PodFacts, podStatus } from './podStatus';
import { ContainerInfo, HOST_IP, PodDeps } from './types';

/** Takes one pod from its creation to its end. */
export class PodWorker {
  private readonly abort = new AbortController();
  private readonly facts: PodFacts;
  private initRunners: ContainerRunner[] = [];
  private runners: ContainerRunner[] = [];
  private terminating?: Promise<void>;
  private writing?: Promise<void>;
  private dirty = false;
  private gone = false;
  readonly done: Promise<void>;

  constructor(
    private readonly deps: PodDeps,
    private pod: KubeObject,
    readonly podIP: string,
  ) {
    this.facts = {
      pod,
      scheduled: Boolean(pod.spec?.nodeName),
      initDone: false,
      initContainers: [],
      containers: [],
    };
    this.done = this.run().catch(error => {
      if (!this.signal.aborted) {
        deps.event(pod, 'Warning', 'FailedSync', String(error.message));
      }
    });
  }

  get uid(): string | undefined {
    return this.pod.metadata.uid;
  }

  /** A newer version of the object. */
  update(pod: KubeObject): void {
    this.pod = pod;
    if (pod.metadata.deletionTimestamp) {
      this.terminate();
    }
  }

  /** The object is gone, or the kubelet ends: nothing is written any more. */
  async remove(): Promise<void> {
    this.gone = true;
    this.abort.abort();
    await Promise.all(this.allRunners.map(runner => runner.stop(0)));
    await this.done;
  }

  async kill(): Promise<void> {
    await Promise.all(this.runners.map(runner => runner.kill()));
  }

  containers(): ContainerInfo[] {
    return this.runners
      .filter(runner => runner.isRunning)
      .map(runner => ({
        namespace: this.pod.metadata.namespace ?? '',
        pod: this.pod.metadata.name,
        container: runner.spec.name,
        image: runner.spec.image,
        runtime: runner.runtime?.name ?? '',
        ...(runner.pid !== undefined && { pid: runner.pid }),
      }));
  }

  private get allRunners(): ContainerRunner[] {
    return [...this.initRunners, ...this.runners];
  }

  private get hostIP(): string {
    return this.deps.options.endpoint?.address ?? HOST_IP;
  }

  private get signal(): AbortSignal {
    return this.abort.signal;
  }

  private async run(): Promise<void> {
    if (this.pod.metadata.deletionTimestamp) {
      this.terminate();
      return;
    }
    const { timings } = this.deps;
    if (!this.facts.scheduled) {
      await pause(timings.schedule, this.signal);
      if (this.signal.aborted) {
        return;
      }
      await this.waitForClaims();
      if (this.signal.aborted) {
        return;
      }
      await this.bind();
    }
    this.prepareStatus();
    await pause(timings.prepare, this.signal);
    await this.waitForVolumes();
    if (this.signal.aborted) {
      return;
    }
    this.facts.podIP = this.podIP;
    await this.initialize();
    if (this.signal.aborted || this.terminating) {
      return;
    }
    for (const { status } of this.runners) {
      status.state = { waiting: { reason: 'ContainerCreating' } };
    }
    await this.flush();
    await Promise.all(this.runners.map(runner => runner.run()));
    if (!this.signal.aborted) {
      this.facts.finished = true;
      await this.flush();
    }
  }

  /** A pod gets a node when its claims have volumes; what is provisioned for it is there at the second look. */
  private async waitForClaims(): Promise<void> {
    const { options, timings, event } = this.deps;
    for (let looks = 1; !this.signal.aborted; looks += 1) {
      const missing = await missingClaim(options.client, this.pod).catch(
        () => 'the API server does not answer',
      );
      if (!missing) {
        return;
      }
      if (looks > 2 && missing !== this.facts.unschedulable) {
        this.facts.unschedulable = missing;
        event(this.pod, 'Warning', 'FailedScheduling', missing);
        await this.flush();
      }
      await pause(timings.prepare * 4, this.signal);
    }
  }

  /** As the scheduler does, where the API server has bindings; by a patch where it has none. */
  private async bind(): Promise<void> {
    const { client, nodeName } = this.deps.options;
    const { name, namespace } = this.pod.metadata;
    try {
      await client.create(resources.bindings, {
        apiVersion: 'v1',
        kind: 'Binding',
        metadata: { name, namespace },
        target: { apiVersion: 'v1', kind: 'Node', name: nodeName },
      });
    } catch (error) {
      const absent =
        error instanceof KubeStatusError && [404, 405].includes(error.code);
      if (!absent) {
        throw error;
      }
      await client.patch(resources.pods, namespace, name, {
        spec: { nodeName },
      });
    }
    this.facts.scheduled = true;
    this.deps.event(
      this.pod,
      'Normal',
      'Scheduled',
      `Successfully assigned ${namespace}/${name} to ${nodeName}`,
    );
  }

  private prepareStatus(): void {
    const spec = this.pod.spec ?? {};
    this.facts.startTime = timestamp();
    this.facts.hostIP = this.hostIP;
    const runnerOf = (container: any, policy?: 'OnFailure') =>
      new ContainerRunner(
        this.deps,
        // Containers see the pod with its address, even before the status is written.
        () => ({
          ...this.pod,
          status: {
            ...this.pod.status,
            podIP: this.podIP,
            hostIP: this.hostIP,
          },
        }),
        container,
        this.signal,
        () => void this.flush(),
        policy,
      );
    this.initRunners = (spec.initContainers ?? []).map((container: any) =>
      runnerOf(container, 'OnFailure'),
    );
    this.runners = (spec.containers ?? []).map((container: any) =>
      runnerOf(container),
    );
    this.runners.forEach(runner =>
      runner.resume(
        this.pod.status?.containerStatuses?.find(
          (status: any) => status.name === runner.spec.name,
        ),
      ),
    );
    this.facts.initContainers = this.initRunners.map(runner => runner.status);
    this.facts.containers = this.runners.map(runner => runner.status);
    if (spec.initContainers?.length) {
      for (const { status } of this.runners) {
        status.state = { waiting: { reason: 'PodInitializing' } };
      }
    }
    void this.flush();
  }

  /** Init containers, one after the other; those that no runtime knows have nothing to do here. */
  private async initialize(): Promise<void> {
    for (const runner of this.initRunners) {
      if (runner.runtime) {
        await runner.run();
      } else {
        runner.complete();
      }
      if (this.signal.aborted || this.terminating) {
        return;
      }
    }
    this.facts.initDone = true;
  }

  private async waitForVolumes(): Promise<void> {
    const { client } = this.deps.options;
    while (!this.signal.aborted) {
      const missing = await missingVolume(client, this.pod).catch(
        () =>
          'Unable to attach or mount volumes: the API server does not answer',
      );
      if (!missing || this.signal.aborted) {
        return;
      }
      this.deps.event(this.pod, 'Warning', 'FailedMount', missing);
      await pause(this.deps.timings.prepare * 4, this.signal);
    }
  }

  /** Stops the containers within the grace period, then removes the object. */
  private terminate(): void {
    this.terminating ??= (async () => {
      const seconds =
        (this.pod.metadata as any).deletionGracePeriodSeconds ??
        this.pod.spec?.terminationGracePeriodSeconds ??
        30;
      await Promise.all(
        this.allRunners.map(runner => runner.stop(seconds * 1000)),
      );
      await this.flush();
      this.abort.abort();
      const { name, namespace, uid } = this.pod.metadata;
      await this.retry(() =>
        this.deps.options.client.delete(resources.pods, namespace, name, {
          uid,
          gracePeriodSeconds: 0,
        }),
      );
    })();
  }

  /** Writes the newest status; changes during a write are written together after it. */
  private flush(): Promise<void> {
    this.dirty = true;
    this.writing ??= (async () => {
      while (this.dirty && !this.gone) {
        this.dirty = false;
        await this.retry(() => this.write());
      }
      this.writing = undefined;
    })();
    return this.writing;
  }

  private async write(): Promise<void> {
    const { name, namespace } = this.pod.metadata;
    this.facts.pod = this.pod;
    const status = podStatus(this.facts, timestamp());
    const written = await this.deps.options.client.patch(
      resources.pods,
      namespace,
      name,
      { status },
      'status',
    );
    this.pod = { ...this.pod, status: written.status };
  }

  /** An API server that is away for a while must not cost the pod its status. */
  private async retry(request: () => Promise<unknown>): Promise<void> {
    const { signal } = this.deps.options;
    for (let delay = 200; !this.gone && !signal.aborted; delay *= 2) {
      try {
        await request();
        return;
      } catch (error) {
        if (error instanceof KubeStatusError && error.code < 500) {
          return;
        }
      }
      await pause(Math.min(delay, 5_000), signal);
    }
  }
}
