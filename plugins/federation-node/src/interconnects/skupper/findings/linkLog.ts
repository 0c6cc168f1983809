import { Evidence } from '@backstage-federation/plugin-federation-common';
import { LogCause } from './linkLogCauses';

/** What the routers' logs say about a link. @internal */
export interface LinkLogCause {
  cause: LogCause;
  /** `host:port` of the other end. */
  target: string;
  evidence: Evidence[];
}
