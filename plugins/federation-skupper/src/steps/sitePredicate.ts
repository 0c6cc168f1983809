import { Progress } from '@backstage-federation/plugin-federation-node';
import {
  conditionOf,
  configuredError,
  isCurrent,
  isReady,
  isUnseen,
} from '../conditions';
import { SkupperSite } from '../types';

/**
 * Errors of a Site that no waiting mends. Others heal by themselves, e.g. those of a Site that was deleted and made again
 * without a pause.
 */
const PERMANENT = [
  /^An active site already exists in the namespace/,
  /^Unsupported value for LinkAccess/,
  /^Edge sites cannot have HA enabled/,
];

/** Whether waiting mends nothing. @internal */
export function isPermanentError(error: string): boolean {
  return PERMANENT.some(text => text.test(error));
}

/** `host:port` where other sites link to this one. @internal */
export function interRouterEndpoint(
  site: SkupperSite | undefined,
): string | undefined {
  const endpoint = [...(site?.status?.endpoints ?? [])]
    .filter(e => e.name === 'inter-router')
    .sort((a, b) => (a.group ?? '').localeCompare(b.group ?? ''))[0];
  return endpoint && `${endpoint.host}:${endpoint.port}`;
}

/** What `Running` says, in words. */
function routerText(message: string | undefined): string {
  if (!message) return 'no router pod has been made yet';
  if (/^Pod \S+ not ready$/.test(message)) return 'its pod is starting';
  const unready = /^containers with unready status: \[(.*)\]$/.exec(message);
  if (!unready) return message.charAt(0).toLowerCase() + message.slice(1);
  const names = unready[1].split(' ').map(name => `"${name}"`);
  return names.length === 1
    ? `container ${names[0]} of its pod is not ready`
    : `containers ${names.join(' and ')} of its pod are not ready`;
}

/**
 * Whether a Site works.
 *
 * @param site - the Site
 * @param linkable - whether other sites must be able to link to it
 * @internal
 */
export function siteProgress(
  site: SkupperSite | undefined,
  linkable: boolean,
): Progress {
  if (!site)
    return { state: 'waiting', message: 'the site does not exist yet' };
  if (site.metadata.deletionTimestamp) {
    return { state: 'waiting', message: 'the old site is being deleted' };
  }
  const error = configuredError(site);
  if (error && isPermanentError(error)) {
    return { state: 'failed', message: error };
  }
  if (isUnseen(site)) {
    return { state: 'waiting', message: 'waiting for the Skupper controller' };
  }
  if (error) return { state: 'waiting', message: error };
  if (!isCurrent(site)) {
    return {
      state: 'waiting',
      message: 'the Skupper controller has not seen the change yet',
    };
  }
  const running = conditionOf(site, 'Running');
  if (running?.status !== 'True') {
    return {
      state: 'waiting',
      message: `router not ready: ${routerText(running?.message)}`,
    };
  }
  const endpoint = interRouterEndpoint(site);
  if (
    linkable &&
    (!endpoint || conditionOf(site, 'Resolved')?.status !== 'True')
  ) {
    return {
      state: 'waiting',
      message: 'waiting for an address at which other sites can link',
    };
  }
  if (!isReady(site)) {
    return { state: 'waiting', message: site.status?.message ?? 'not ready' };
  }
  return {
    state: 'done',
    message: linkable ? `site ready, reachable at ${endpoint}` : 'site ready',
  };
}
