import {
  renderReason,
  skupperTexts,
} from '@backstage-federation/plugin-federation-common';
import { Progress } from '@backstage-federation/plugin-federation-node';
import { configuredError } from '../conditions';
import { siteError } from '../diagnose/siteErrors';
import { interRouterEndpoint, siteWait } from '../facts/siteStage';
import { SkupperSite } from '../types';

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
  if (error) {
    const { permanent } = siteError(error);
    return { state: permanent ? 'failed' : 'waiting', message: error };
  }
  const wait = siteWait(site, linkable);
  if (wait) {
    const { reason = '' } = renderReason(
      skupperTexts,
      wait.reason,
      wait.params,
    );
    return {
      state: 'waiting',
      message: reason.charAt(0).toLowerCase() + reason.slice(1),
    };
  }
  return {
    state: 'done',
    message: linkable
      ? `site ready, reachable at ${interRouterEndpoint(site)}`
      : 'site ready',
  };
}
