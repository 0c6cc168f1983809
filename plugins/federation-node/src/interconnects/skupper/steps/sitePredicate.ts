import { Progress } from '../../../planner/types';
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

/** `host:port` where other sites link to this one. @internal */
export function interRouterEndpoint(
  site: SkupperSite | undefined,
): string | undefined {
  const endpoint = [...(site?.status?.endpoints ?? [])]
    .filter(e => e.name === 'inter-router')
    .sort((a, b) => (a.group ?? '').localeCompare(b.group ?? ''))[0];
  return endpoint && `${endpoint.host}:${endpoint.port}`;
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
  if (error && PERMANENT.some(text => text.test(error))) {
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
      message: `router not ready: ${
        running?.message ?? 'no router pod has been made yet'
      }`,
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
