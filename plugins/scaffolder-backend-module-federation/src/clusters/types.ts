/** Manifests as a cluster gets them: of one step of what Backstage may do there. */
export interface ClusterManifest {
  /** Where they are in the repository of this project; `kubectl apply -k` takes it. */
  folder: string;
  /** YAML documents. */
  text: string;
}

/** What Backstage may do in a cluster, step by step; each but the last needs those before it. */
export interface ClusterManifests {
  /** Service account, and the right to look. */
  observe: ClusterManifest;
  /** To make, change and delete federations. */
  manage: ClusterManifest;
  /** With their keys and certificates. */
  manageSecrets: ClusterManifest;
  /** To install operators on OpenShift. */
  operator: ClusterManifest;
}
