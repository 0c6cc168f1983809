/** Timing of the store; tests make it shorter. */
export interface FederationStoreOptions {
  /** Changes within this time become one view. */
  debounceMs: number;
  /** Pause between two readings of a probe. */
  probeIntervalMs: number;
  /** Pause between two readings of a log that explains something. */
  logIntervalMs: number;
  /** Pause between two views of a federation that is not well, though nothing changes. */
  lookAgainMs: number;
  /** How long something has been left over before that is said. */
  leftoverGraceMs: number;
}

/** What a store does where nothing else is said. */
export const DEFAULTS: FederationStoreOptions = {
  debounceMs: 40,
  probeIntervalMs: 10_000,
  logIntervalMs: 400,
  lookAgainMs: 10_000,
  leftoverGraceMs: 10_000,
};
