import { KubeObject } from '@backstage-federation/kubernetes-clusters';

/** What there is in the clusters when a plan is made. @public */
export interface Observed {
  /** The federation's hub, `<identity of the cluster>/<namespace>`: what is another hub's is not its own. Absent: none known. */
  hub?: string;
  /** Whether another hub may have what names none, as a cluster that may be it does not answer. */
  unheard?: boolean;
  /** By cluster name. A cluster that could not be read has `error` and no objects. */
  clusters: Record<string, ObservedCluster>;
}

/** What there is in one cluster. @public */
export interface ObservedCluster {
  /** What the adapters' `reads` asked for and is there. */
  objects: KubeObject[];
  /** Why nothing could be read. */
  error?: string;
  /** Whether it is OpenShift; absent: not known. */
  openshift?: boolean;
  /** Resource types that were asked for and are served, as `plural.group` (`deployments.apps`); absent: not asked. */
  served?: string[];
  /** What could not be read, e.g. for want of permission; the rest was. */
  unread?: { resource: string; namespace?: string; message: string }[];
}
