import {
  FederationView,
  ObjectReference,
  Place,
  PodView,
  State,
} from '../openapi.generated';

/** @public */
export interface SuperLinkView extends Place {
  name: string;
  version: string;
  image?: string;
  state: State;
  pods: PodView[];
  /** Whether the Control API answers, and since when not. */
  controlApi: State;
  /** With TLS: what its certificate is for, and until when (ISO 8601), as the SuperLink itself shows it. */
  certificate?: { hosts: string[]; notAfter: string };
  ref?: ObjectReference;
}

/** A SuperNode: its Deployment and, when connected, its node in the SuperLink. @public */
export interface SuperNodeView {
  /** `<cluster>/<namespace>/<deployment>`, or `node/<node id>` for a node without a Deployment here. */
  id: string;
  name: string;
  member?: string;
  cluster?: string;
  namespace?: string;
  /** Flower node id: an uint64 as decimal text. */
  nodeId?: string;
  version?: string;
  state: State;
  pod?: PodView;
  /** ISO 8601 time of the last heartbeat, estimated from `online_until` and the heartbeat interval. */
  lastHeartbeat?: string;
  ref?: ObjectReference;
}

/** `workload` of a view of Flower. @public */
export type FlowerView = {
  kind: 'flower';
  version: string;
  security: string;
  superLink?: SuperLinkView;
  /** By id. */
  superNodes: SuperNodeView[];
};

/** What a view shows of Flower; nothing when its workload is another one. @public */
export function flowerView({
  workload,
}: Pick<FederationView, 'workload'>): FlowerView | undefined {
  return workload.kind === 'flower'
    ? (workload as unknown as FlowerView)
    : undefined;
}
