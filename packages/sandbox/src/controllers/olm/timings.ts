/** How long the Operator Lifecycle Manager takes for what it does, in ms: as measured on a real one. */
const REAL = {
  /** That an InstallPlan is being carried out before its objects are made. */
  planMs: 1_000,
  /** That a ClusterServiceVersion stays in each phase which waits for nothing. */
  phaseMs: 500,
  /** How long pods may take to become ready. */
  installTimeoutMs: 300_000,
  /** From such a failure to the next attempt. */
  failedMs: 250,
  /** How long the unpacking of a bundle may take. */
  unpackMs: 600_000,
  /** From the end of what kept a namespace from being resolved to the next look, where nothing else causes one. */
  staleMs: 195_000,
};

/** How long the Operator Lifecycle Manager takes for what it does, in ms. */
export type OlmTimings = typeof REAL;

/** The measured times multiplied by a factor. */
export function olmTimings(factor = 1): OlmTimings {
  const scaled = Object.entries(REAL).map(([name, ms]) => [name, ms * factor]);
  return Object.fromEntries(scaled);
}
