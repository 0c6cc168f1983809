/** A reason, found in a router's log, why a link does not work. @internal */
export interface LogCause {
  cause: string;
  /** One line; `target` is `host:port`, `from` the member's name. */
  title(target: string, from: string): string;
  explanation: string;
  remedy: string;
  /** Whether a new link mends it. */
  reissue?: boolean;
}
