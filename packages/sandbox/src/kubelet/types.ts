import type { AsJson } from '@backstage-federation/kubernetes-clusters';
import type {
  V1ContainerStateTerminated,
  V1ContainerStatus,
} from '@kubernetes/client-node';
import type { KubeObject, SandboxClient } from '../client';
import type { SandboxNetwork } from '../network/sandboxNetwork';
import type { ContainerRuntime } from '../runtime/types';
import type { LogStore } from './logStore';
import type { KubeletTimings } from './timings';

/** Address of the node, where it has no endpoint of its own. */
export const HOST_IP = '10.0.0.2';

/** Options of {@link startKubelet}. */
export interface KubeletOptions {
  client: SandboxClient;
  network: SandboxNetwork;
  /** Asked in this order. */
  runtimes: ContainerRuntime[];
  logs: LogStore;
  /** Ends the kubelet and its containers. */
  signal: AbortSignal;
  nodeName: string;
  /** Where a real API server finds the node's HTTPS endpoints; the sandbox's own needs none. */
  endpoint?: { address: string; port: number };
  /** Labels of what the sandbox makes for itself, such as the Node, besides the usual ones. */
  labels?: Record<string, string>;
  /** OpenShift gives pods a numeric user by itself; elsewhere `runAsNonRoot` needs one, see `admission.ts`. */
  openshift?: boolean;
  timings?: Partial<KubeletTimings>;
  /** Factor on all timings; 1 by default. */
  timeScale?: number;
  /** Called with the uid of each pod whose containers have ended for good. */
  onPodRemoved?(uid: string): void;
}

/** A running container, for the sandbox's status page. */
export interface ContainerInfo {
  namespace: string;
  pod: string;
  container: string;
  image: string;
  runtime: string;
  pid?: number;
}

/** The kubelet of one cluster. */
export interface Kubelet {
  /** Containers that run now. */
  containers(): ContainerInfo[];
  /** Ends a pod's containers as a crash would; the restart policy decides what follows. @returns false if there is no such pod */
  kill(namespace: string, pod: string): Promise<boolean>;
  /** Resolves when all containers ended after the signal aborted. */
  stopped: Promise<void>;
}

/** A container as its pod's status shows it; `imageID` is empty until the image is on the node. */
export type ContainerStatus = AsJson<V1ContainerStatus> &
  Required<Pick<AsJson<V1ContainerStatus>, 'state' | 'lastState'>>;

/** The end of a container's run. */
export type Terminated = AsJson<V1ContainerStateTerminated>;

/** What the parts of a pod's worker share. */
export interface PodDeps {
  options: KubeletOptions;
  timings: KubeletTimings;
  event(
    pod: KubeObject,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
    container?: string,
  ): void;
  /** Images on the node. */
  images: Set<string>;
}
