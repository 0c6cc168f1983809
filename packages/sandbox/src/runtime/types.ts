import { Duplex } from 'node:stream';
import { KubeObject, SandboxClient } from '../client';
import { SandboxNetwork } from '../network/sandboxNetwork';

/** What a container of a pod may use. */
export interface ContainerContext {
  cluster: string;
  /** The pod, with `status.podIP` set. */
  pod: KubeObject;
  /** The container's entry in `pod.spec.containers`. */
  container: {
    name: string;
    image: string;
    args?: string[];
    command?: string[];
    env?: { name: string; value?: string }[];
    [field: string]: any;
  };
  client: SandboxClient;
  network: SandboxNetwork;
  /** Appends a line to the container's log. */
  log(line: string): void;
}

/** A started container. */
export interface RunningContainer {
  /** Resolves when it ended. */
  exited: Promise<{ exitCode: number; signal?: string; message?: string }>;
  /** Called whenever readiness changes; containers are not ready at first. */
  onReady(listener: (ready: boolean) => void): void;
  /** Ends it: gracefully, then hard after `graceMs`. */
  stop(graceMs: number): Promise<void>;
  /** Process id, for real processes. */
  pid?: number;
}

/** Runs one kind of container: a process, or something inside this process. The kubelet picks the first that handles it. */
export interface ContainerRuntime {
  readonly name: string;
  handles(container: { name: string; image: string }): boolean;
  start(context: ContainerContext): RunningContainer;
}

/** What an API server asks of a node: logs and connections of pods. */
export interface NodeApi {
  logs(
    cluster: string,
    namespace: string,
    pod: string,
    options: {
      container?: string;
      previous?: boolean;
      tailLines?: number;
      sinceSeconds?: number;
      timestamps?: boolean;
      limitBytes?: number;
      follow?: boolean;
      signal?: AbortSignal;
    },
  ): AsyncIterable<string>;
  /** Connects to a port of a pod, for port-forward. Rejects when nothing listens. */
  connect(
    cluster: string,
    namespace: string,
    pod: string,
    port: number,
  ): Promise<Duplex>;
}
