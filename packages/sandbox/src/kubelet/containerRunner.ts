import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { KubeObject } from '../client';
import type {
  ContainerContext,
  ContainerRuntime,
  RunningContainer,
} from '../runtime/types';
import { timestamp } from '../shared/objects';
import { pause } from '../shared/sleep';
import { nonRootViolation } from './admission';
import { expand } from './expand';
import { fullImage, imageId } from './podStatus';
import { watchReadiness } from './readiness';
import { restartDelay } from './timings';
import type { ContainerStatus, PodDeps, Terminated } from './types';

/** Runs one container of a pod for as long as its restart policy says. */
export class ContainerRunner {
  readonly status: ContainerStatus;
  private running?: RunningContainer;
  private stopping = false;

  constructor(
    private readonly deps: PodDeps,
    private readonly pod: () => KubeObject,
    readonly spec: ContainerContext['container'],
    private readonly signal: AbortSignal,
    private readonly changed: () => void,
    /** The pod's restart policy, if not given. */
    private readonly policy?: 'OnFailure',
  ) {
    this.status = {
      name: spec.name,
      image: fullImage(spec.image),
      imageID: '',
      state: {
        waiting: { reason: policy ? 'PodInitializing' : 'ContainerCreating' },
      },
      lastState: {},
      restartCount: 0,
      started: false,
      ready: false,
    };
  }

  get runtime(): ContainerRuntime | undefined {
    return this.deps.options.runtimes.find(r => r.handles(this.spec));
  }

  get pid(): number | undefined {
    return this.running?.pid;
  }

  get isRunning(): boolean {
    return this.running !== undefined;
  }

  /** Resolves when the container will not run again. */
  async run(): Promise<void> {
    const runtime = await this.pull();
    if (!runtime) {
      return;
    }
    this.status.imageID = imageId(this.spec.image);
    if (!(await this.configured())) {
      return;
    }
    let failures = 0;
    while (!this.signal.aborted) {
      const began = Date.now();
      const end = await this.runOnce(runtime);
      if (this.signal.aborted || !this.restarts(end)) {
        return;
      }
      if (Date.now() - began >= this.deps.timings.restartReset) {
        failures = 0;
      }
      await this.backOff(end, failures);
      failures += 1;
      this.status.restartCount += 1;
    }
  }

  /** Takes up a pod that ran on this node before the node went down: this run is a restart. */
  resume(before: any): void {
    if (before?.containerID) {
      this.status.restartCount = (before.restartCount ?? 0) + 1;
      this.status.lastState.terminated = {
        exitCode: 255,
        reason: 'Unknown',
        startedAt: before.state?.running?.startedAt ?? timestamp(),
        finishedAt: timestamp(),
        containerID: before.containerID,
      };
    }
  }

  /** Ends a container that no runtime knows with success, at once. */
  complete(): void {
    const at = timestamp();
    const end = { startedAt: at, finishedAt: at };
    this.status.imageID = imageId(this.spec.image);
    this.status.state = {
      terminated: { exitCode: 0, reason: 'Completed', ...end },
    };
  }

  /** Ends the container and keeps it down. */
  async stop(graceMs: number): Promise<void> {
    this.stopping = true;
    if (this.running) {
      this.event('Normal', 'Killing', `Stopping container ${this.spec.name}`);
      await this.running.stop(graceMs);
    }
  }

  /** Ends the container as a crash does. */
  async kill(): Promise<void> {
    await this.running?.stop(0);
  }

  /**
   * Pulls the image: there is one if some runtime handles it and its tag isn't `does-not-exist`. Otherwise the container
   * goes between ErrImagePull and ImagePullBackOff until the signal aborts.
   */
  private async pull(): Promise<ContainerRuntime | undefined> {
    const { image } = this.spec;
    const { timings, images } = this.deps;
    for (let tries = 0; !this.signal.aborted; tries += 1) {
      const { runtime } = this;
      const exists = runtime && !/:does-not-exist$/.test(image);
      if (exists && images.has(image)) {
        const present = `Container image "${image}" already present on machine`;
        this.event('Normal', 'Pulled', present);
        return runtime;
      }
      this.event('Normal', 'Pulling', `Pulling image "${image}"`);
      await pause(timings.pull, this.signal);
      if (exists) {
        images.add(image);
        const pulled = `Successfully pulled image "${image}" in ${timings.pull}ms (${timings.pull}ms including waiting)`;
        this.event('Normal', 'Pulled', pulled);
        return runtime;
      }
      const reason = `rpc error: code = NotFound desc = failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${image}: not found`;
      const failed = `Failed to pull image "${image}": ${reason}`;
      this.event('Warning', 'Failed', failed);
      this.event('Warning', 'Failed', 'Error: ErrImagePull');
      this.wait('ErrImagePull', reason);
      await pause(timings.pull, this.signal);
      const backOff = `Back-off pulling image "${image}"`;
      this.event('Normal', 'BackOff', backOff);
      this.event('Warning', 'Failed', 'Error: ImagePullBackOff');
      this.wait('ImagePullBackOff', `${backOff}: ErrImagePull: ${reason}`);
      await pause(restartDelay(timings, tries), this.signal);
    }
    return undefined;
  }

  /** The user is checked when the container is made; a pod's spec is fixed, so this never heals by itself. */
  private async configured(): Promise<boolean> {
    const violation = nonRootViolation(
      this.pod(),
      this.spec,
      this.deps.options.openshift ?? false,
    );
    if (!violation) {
      return true;
    }
    this.wait('CreateContainerConfigError', violation);
    this.event('Warning', 'Failed', `Error: ${violation}`);
    if (!this.signal.aborted) {
      await once(this.signal, 'abort');
    }
    return false;
  }

  private expanded(): ContainerContext['container'] {
    const { command, args, env } = this.spec;
    return {
      ...this.spec,
      ...(command && { command: command.map(text => expand(text, env)) }),
      ...(args && { args: args.map(text => expand(text, env)) }),
    };
  }

  private async runOnce(runtime: ContainerRuntime): Promise<Terminated> {
    const { options } = this.deps;
    const { name } = this.spec;
    const pod = this.pod();
    const log = options.logs.begin({
      cluster: options.client.cluster,
      namespace: pod.metadata.namespace ?? '',
      pod: pod.metadata.name,
      container: name,
    });
    const context: ContainerContext = {
      cluster: options.client.cluster,
      pod,
      container: this.expanded(),
      client: options.client,
      network: options.network,
      log: line => log.append(line),
    };
    this.event('Normal', 'Created', `Created container: ${name}`);
    const startedAt = timestamp();
    const containerID = `containerd://${randomBytes(32).toString('hex')}`;
    const probes = new AbortController();
    let exit: Awaited<RunningContainer['exited']>;
    try {
      const container = runtime.start(context);
      this.running = container;
      this.status.state = { running: { startedAt } };
      this.status.containerID = containerID;
      this.event('Normal', 'Started', `Started container ${name}`);
      watchReadiness({
        container,
        context,
        signal: probes.signal,
        event: (type, reason, message) => this.event(type, reason, message),
        restart: () => void container.stop(this.graceMs),
        onChange: (started, ready) => {
          this.status.started = started;
          this.status.ready = ready;
          this.changed();
        },
      });
      this.changed();
      exit = await container.exited;
    } catch (error) {
      exit = { exitCode: 128, message: (error as Error).message };
    }
    probes.abort();
    log.close();
    this.running = undefined;
    const killed = exit.signal === 'SIGKILL' ? 137 : undefined;
    const exitCode = killed ?? exit.exitCode;
    const end: Terminated = {
      exitCode,
      reason: reasonOf(exitCode, exit.message),
      message: exit.message,
      startedAt,
      finishedAt: timestamp(),
      containerID,
    };
    this.status.state = { terminated: end };
    this.status.ready = false;
    this.status.started = false;
    this.changed();
    return end;
  }

  private get graceMs(): number {
    return (this.pod().spec?.terminationGracePeriodSeconds ?? 30) * 1000;
  }

  private restarts(end: Terminated): boolean {
    const policy = this.policy ?? this.pod().spec?.restartPolicy ?? 'Always';
    return (
      !this.stopping &&
      (policy === 'Always' || (policy === 'OnFailure' && end.exitCode !== 0))
    );
  }

  /** The first restart is at once, as the kubelet's; those after it wait longer and longer. */
  private async backOff(end: Terminated, failures: number): Promise<void> {
    this.status.lastState = { terminated: end };
    if (failures === 0) {
      return;
    }
    const delay = restartDelay(this.deps.timings, failures - 1);
    const { spec } = this;
    const { name, namespace, uid } = this.pod().metadata;
    const pod = `${name}_${namespace}(${uid})`;
    const what = `Back-off restarting failed container ${spec.name} in pod ${pod}`;
    this.event('Warning', 'BackOff', what);
    this.wait(
      'CrashLoopBackOff',
      `back-off ${readable(delay)} restarting failed container=${
        spec.name
      } pod=${pod}`,
    );
    await pause(delay, this.signal);
  }

  private wait(reason: string, message: string): void {
    this.status.state = { waiting: { reason, message } };
    this.changed();
  }

  private event(
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
  ): void {
    this.deps.event(this.pod(), type, reason, message, this.spec.name);
  }
}

function reasonOf(exitCode: number, message?: string): string {
  if (exitCode === 128 && message) {
    return 'StartError';
  }
  return exitCode === 0 ? 'Completed' : 'Error';
}

function readable(millis: number): string {
  const seconds = Math.round(millis / 1000);
  return seconds >= 60
    ? `${Math.floor(seconds / 60)}m${seconds % 60}s`
    : `${seconds}s`;
}
