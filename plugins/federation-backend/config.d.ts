export interface Config {
  federation?: {
    /**
     * Whether the backend mends by itself, with its own credentials of the clusters, what a federation's workload has lost and
     * what needs nobody's choice, such as registrations of keys. Default: false.
     */
    selfMending?: boolean;
  };
}
