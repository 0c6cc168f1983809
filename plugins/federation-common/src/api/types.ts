import { VersionedView } from '../view';

/** Whether {@link FederationClient.watchFederation} hears the backend. @public */
export type WatchStatus =
  | { state: 'connected' }
  | {
      state: 'retrying';
      /** Why; a `ResponseError` when the backend refused. */
      error: Error;
      retryInMs: number;
    };

/** Options of {@link FederationClient.watchFederation}. @public */
export interface WatchFederationOptions {
  /** Ends the watch. */
  signal: AbortSignal;
  /** Gets the view at once and after each change. */
  onView(view: VersionedView): void;
  /** Hears when the stream is open, and when it is lost. */
  onStatus?(status: WatchStatus): void;
  /** How long nothing, not even a heartbeat, may arrive; default 45 s. */
  silenceMs?: number;
  /** A number from 0 up to 1, for the spread of retries; default `Math.random`. */
  random?: () => number;
}
