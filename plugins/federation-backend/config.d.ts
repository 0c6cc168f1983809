export interface Config {
  federation?: {
    /**
     * Whether the backend mends by itself, with its own credentials of the clusters, what a federation's workload has lost and
     * needs nobody's choice: keys that a SuperLink no longer knows are registered again. Default: false.
     */
    selfMending?: boolean;
  };
}
