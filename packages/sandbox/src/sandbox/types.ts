import type { SandboxClient } from '../client';
import type { ContainerInfo } from '../kubelet';
import type { ActiveFault, RouterFaults } from '../routers';
import type { ClusterRuntime } from './clusterRuntime';
import type { ClusterAccess } from './stateFiles';

/** A cluster's API server, and what can be done to it. */
export interface ApiServerHandle {
  access: ClusterAccess;
  /** For the sandbox's own parts. */
  systemToken: string;
  state: 'running' | 'frozen' | 'dead';
  latencyMs: number;
  /** Accepts connections, answers nothing. */
  freeze(): void;
  thaw(): void;
  setLatency(ms: number): void;
  /** Forgets old resource versions: watches that resume from one are answered with 410. */
  compact(): void;
  /** Stops to listen and cuts all connections; the objects stay. */
  kill(): Promise<void>;
  /** Listens again, at the same address. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** A cluster of a running sandbox. */
export interface SandboxCluster {
  name: string;
  openshift: boolean;
  api: ApiServerHandle;
  client: SandboxClient;
  /** Undefined while the cluster is dead. */
  runtime?: ClusterRuntime;
}

/** What the control surface acts on. */
export interface SandboxState {
  clusters: Map<string, SandboxCluster>;
  faults: RouterFaults;
  flower: string;
  startRuntime(cluster: SandboxCluster): ClusterRuntime;
  stop(): Promise<void>;
}

/** A Site or Link in the answer of the `status` command. */
export interface ObjectStatus {
  namespace: string;
  name: string;
  status: string;
  message: string;
}

/** Answer of the `status` command. */
export interface SandboxStatus {
  flower: string;
  faults: ActiveFault[];
  clusters: {
    name: string;
    url: string;
    openshift: boolean;
    state: 'running' | 'frozen' | 'dead';
    latencyMs: number;
    sites: ObjectStatus[];
    links: ObjectStatus[];
    containers: ContainerInfo[];
  }[];
}
