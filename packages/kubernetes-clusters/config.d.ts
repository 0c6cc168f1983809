export interface Config {
  kubernetes?: {
    /** The Kubernetes plugin's clusters; those of type `config` can take part in federations. */
    clusterLocatorMethods?: Array<{
      /** `config`: the clusters that are named here. Others do not take part. */
      type: string;
      /** The keys of the Kubernetes plugin; `docs/clusters.md` shows those that are read. */
      clusters?: Array<{
        /** Unique among all clusters; specs hold it, so it stays. */
        name: string;
        /** Address of its API server. */
        url: string;
        /**
         * Bearer token of a service account.
         * @visibility secret
         */
        serviceAccountToken?: string;
      }>;
    }>;
  };
  federation?: {
    /** How many requests may be under way to one cluster at a time; watches do not count. Default 10. */
    maxConcurrentRequestsPerCluster?: number;
    /** Clusters that the `kubernetes` section cannot express. */
    clusters?: Array<{
      /** Unique among all clusters; without white space and "/". */
      name: string;
      /** What forms and pages call it; default: its name. */
      title?: string;
      /**
       * Path of a kubeconfig file; its user may have a token, a client certificate, an exec plugin or OIDC.
       * Default: the environment's `KUBECONFIG`, or `~/.kube/config`.
       */
      kubeconfig?: string;
      /** Context of the kubeconfig; default: its current context. */
      context?: string;
      /** The cluster in which the backend itself runs, with its pod's service account. */
      inCluster?: boolean;
    }>;
  };
}
