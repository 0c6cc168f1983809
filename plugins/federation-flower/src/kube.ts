import {
  KubeMetadata,
  KubeObject,
} from '@backstage-federation/kubernetes-clusters';

/** @internal */
export interface ContainerStatus {
  name: string;
  image?: string;
  ready?: boolean;
  restartCount?: number;
  state?: ContainerState;
  lastState?: ContainerState;
}

/** @internal */
export interface ContainerState {
  waiting?: { reason?: string; message?: string };
  running?: { startedAt?: string };
  terminated?: {
    exitCode: number;
    reason?: string;
    message?: string;
    startedAt?: string;
    finishedAt?: string;
  };
}

/** @internal */
export interface Condition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
  lastTransitionTime?: string;
}

/** @internal */
export interface Container {
  name: string;
  image: string;
  args?: string[];
}

/** The part of a Pod that is read here. @internal */
export interface Pod extends KubeObject {
  metadata: KubeMetadata;
  spec?: { containers?: Container[]; nodeName?: string };
  status?: {
    phase?: string;
    reason?: string;
    message?: string;
    startTime?: string;
    conditions?: Condition[];
    containerStatuses?: ContainerStatus[];
  };
}

/** The part of a Deployment that is read here. @internal */
export interface Deployment extends KubeObject {
  metadata: KubeMetadata;
  spec?: {
    replicas?: number;
    template?: {
      metadata?: Pick<KubeMetadata, 'annotations'>;
      spec?: { containers?: Container[] };
    };
  };
  status?: {
    observedGeneration?: number;
    replicas?: number;
    updatedReplicas?: number;
    availableReplicas?: number;
    conditions?: Condition[];
  };
}

/** What kind of cluster the objects are for: it decides who sets the user id. @public */
export type ClusterPlatform = 'kubernetes' | 'openshift';
