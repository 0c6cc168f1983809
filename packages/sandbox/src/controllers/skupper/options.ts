import type { SandboxClient } from '../../client';

/** How long things take that are slow in a real cluster, in milliseconds. */
export interface SkupperTimings {
  /** Making one certificate; the real controller makes RSA keys, one after the other. */
  certificateMs: number;
  /** Making a Site's objects, before it becomes Configured. */
  siteMs: number;
}

/** The speed of a real controller on an idle machine. */
export const realTimings: SkupperTimings = { certificateMs: 250, siteMs: 100 };

/** Options of {@link startSkupperController}. */
export interface SkupperControllerOptions {
  client: SandboxClient;
  signal: AbortSignal;
  /** Link access types that Sites may ask for, besides `default` and `none`. */
  enabledAccessTypes?: string[];
  /** Milliseconds between two looks at all Skupper objects. A new Link is ignored until then, as in Skupper 2.2.1. Infinity: never by itself. */
  resyncMs?: number;
  timings?: Partial<SkupperTimings>;
  /** Whether AccessGrants are served. */
  grants?: boolean;
  /**
   * Where the grant server's certificate comes from, and its address: `minted`, it makes Certificates of its own for
   * loopback; `given`, the user makes them; `autoconfigure`, from a SecuredAccess, as upstream's manifests have it.
   */
  grantServer?: 'minted' | 'given' | 'autoconfigure';
  /** Port of the grant server on 127.0.0.1; a free one by default. */
  grantServerPort?: number;
  name?: string;
  namespace?: string;
  version?: string;
  imageRegistry?: string;
  onError?(error: unknown, what: string): void;
  /** Called when the controller ends itself, as Skupper 2.2.1 does on two mistakes; see the context's `crash`. */
  onCrash?(reason: string): void;
}

export type ResolvedOptions = Required<
  Omit<SkupperControllerOptions, 'timings' | 'onError' | 'onCrash'>
> & {
  timings: SkupperTimings;
  onError(error: unknown, what: string): void;
  onCrash(reason: string): void;
};

export function resolveOptions(
  options: SkupperControllerOptions,
): ResolvedOptions {
  return {
    enabledAccessTypes: ['local', 'loadbalancer', 'nodeport'],
    resyncMs: 30_000,
    grants: true,
    grantServer: 'minted',
    grantServerPort: 0,
    name: 'skupper-controller',
    namespace: 'skupper',
    version: '2.2.1',
    imageRegistry: 'quay.io/skupper',
    onError: () => {},
    onCrash: () => {},
    ...options,
    timings: { ...realTimings, ...options.timings },
  };
}

/**
 * The access type that a Site or RouterAccess really gets: by default `route` where served and enabled, else
 * `loadbalancer`, else the first enabled one.
 */
export function effectiveAccessType(
  options: ResolvedOptions,
  wanted: string | undefined,
  routeServed: boolean,
): string {
  if (wanted && wanted !== 'default') {
    return wanted;
  }
  const enabled = options.enabledAccessTypes;
  if (routeServed && enabled.includes('route')) {
    return 'route';
  }
  return enabled.includes('loadbalancer') ? 'loadbalancer' : enabled[0];
}
