import {
  SkupperReason,
  TextParams,
} from '@backstage-federation/plugin-federation-common';
import { conditionOf, isCurrent, isReady, isUnseen } from '../conditions';
import { SkupperSite } from '../types';

/** `host:port` where other sites link to this one. @internal */
export function interRouterEndpoint(
  site: SkupperSite | undefined,
): string | undefined {
  const endpoint = [...(site?.status?.endpoints ?? [])]
    .filter(e => e.name === 'inter-router')
    .sort((a, b) => (a.group ?? '').localeCompare(b.group ?? ''))[0];
  return endpoint && `${endpoint.host}:${endpoint.port}`;
}

/** What a site waits for, in words. @internal */
export interface SiteWait {
  reason: SkupperReason;
  params?: TextParams;
}

/** What `Running` says. */
function routerWait(message: string | undefined): SiteWait {
  if (!message) return { reason: 'router-no-pod' };
  if (/^Pod \S+ not ready$/.test(message)) {
    return { reason: 'router-pod-starting' };
  }
  const unready = /^containers with unready status: \[(.*)\]$/.exec(message);
  if (!unready) {
    const text = message.charAt(0).toLowerCase() + message.slice(1);
    return { reason: 'router-says', params: { message: text } };
  }
  const names = unready[1].split(' ').map(name => `"${name}"`);
  return {
    reason: names.length === 1 ? 'router-container' : 'router-containers',
    params: { containers: names.join(' and ') },
  };
}

/**
 * What a Site without an error waits for.
 *
 * @param linkable - whether other sites must be able to link to it
 * @returns undefined when it works
 * @internal
 */
export function siteWait(
  site: SkupperSite,
  linkable: boolean,
): SiteWait | undefined {
  if (isUnseen(site)) return { reason: 'site-unseen' };
  if (!isCurrent(site)) return { reason: 'site-outdated' };
  const running = conditionOf(site, 'Running');
  if (running?.status !== 'True') return routerWait(running?.message);
  const resolved = conditionOf(site, 'Resolved')?.status === 'True';
  if (linkable && !(resolved && interRouterEndpoint(site))) {
    return { reason: 'no-address' };
  }
  if (isReady(site)) return undefined;
  const message = site.status?.message;
  if (message === undefined) return { reason: 'site-not-ready' };
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return { reason: 'site-says', params: { message: text } };
}
