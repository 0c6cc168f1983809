import { SandboxNetwork } from '../network';
import { ProxyProfile } from './config';
import { RouterFaults } from './faults';
import { RouterLog } from './log';
import { PeerEvents } from './peer';
import { RouterTiming } from './timing';
import { TlsMaterial } from './profiles';

/** What the parts of a router share. */
export interface RouterParts {
  cluster: string;
  namespace: string;
  podIP: string;
  network: SandboxNetwork;
  faults: RouterFaults;
  timing: RouterTiming;
  log: RouterLog;
  /** Identity of this run of the router. */
  router: {
    id: string;
    instance: number;
    mode: 'interior' | 'edge';
    /** Of the mesh that an edge router belongs to. */
    meshId: string;
  };
  /** Certificates of a TLS profile; undefined while its Secret is missing. */
  tls(profile: string): TlsMaterial | undefined;
  /** A proxy profile by its name. */
  proxy(name: string | undefined): ProxyProfile | undefined;
  events: PeerEvents;
}

/** Properties that the log shows of an opened connection. */
export function openedLine(
  id: number,
  parts: { dir: 'in' | 'out'; host: string; user: string; container: string },
  properties: string[],
): string {
  const props = [
    ':product="skupper-router"',
    ':version="3.5.1"',
    ...properties,
    ':"qd.annotations-version"=2',
  ].join(', ');
  return (
    `[C${id}] Connection Opened: dir=${parts.dir} host=${parts.host} encrypted=TLSv1.3 ` +
    `auth=EXTERNAL user=${parts.user} container_id=${parts.container} props={${props}}`
  );
}
