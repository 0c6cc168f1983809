import { Progress } from '@backstage-federation/plugin-federation-node';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import {
  conditionOf,
  configuredError,
  isReady,
  isUnseen,
  messageOf,
} from '../conditions';
import { linkReport, parseNetworkStatus } from '../networkStatus';
import { redemptionCause } from '../diagnose/redemption';
import {
  SkupperAccessGrant,
  SkupperAccessToken,
  SkupperLink,
  SkupperSite,
} from '../types';

/** Whether a grant can be redeemed. @internal */
export function grantProgress(grant: SkupperAccessGrant | undefined): Progress {
  if (!grant)
    return { state: 'waiting', message: 'the grant does not exist yet' };
  const message = messageOf(grant);
  if (message?.includes('AccessGrants are not enabled')) {
    return {
      state: 'failed',
      message:
        'the Skupper controller of the hub runs without access grants; use link mode "certificate", or start the controller with grants enabled',
    };
  }
  const processed = conditionOf(grant, 'Processed');
  if (processed?.status === 'False' && processed.reason === 'Error') {
    return { state: 'failed', message: processed.message ?? 'invalid grant' };
  }
  const { url, code, ca, status } = grant.status ?? {};
  if (status !== 'Ready' || !url || !code || !ca) {
    return {
      state: 'waiting',
      message: url
        ? message ?? 'waiting for the Skupper controller'
        : 'waiting for the address of the grant server',
    };
  }
  return { state: 'done', message: 'grant ready' };
}

/**
 * Whether the token has been turned into a Link. Fails at once on an error: the controller would retry for ever, and each
 * retry may use up the grant.
 *
 * @internal
 */
export function redemptionProgress(
  token: SkupperAccessToken | undefined,
  link: SkupperLink | undefined,
): Progress {
  if (link) return { state: 'done', message: 'link issued' };
  const redeemed = conditionOf(token, 'Redeemed');
  if (redeemed?.reason === 'Error') {
    const text = redeemed.message ?? '';
    const cause = redemptionCause(text);
    return { state: 'failed', message: `${cause.title} (${text})` };
  }
  return {
    state: 'waiting',
    message: redeemed
      ? 'waiting for the Link'
      : 'waiting for the Skupper controller to redeem the token',
  };
}

/**
 * Whether a link carries traffic to the hub. `Ready` alone is not believed: it stays when the link's record disappears
 * from the network status, so that document must agree.
 *
 * @internal
 */
export function linkProgress(objects: {
  links: SkupperLink[];
  hubSite?: SkupperSite;
  memberSite?: SkupperSite;
  networkStatus?: KubeObject;
}): Progress {
  const { links, hubSite, memberSite } = objects;
  if (!hubSite) return { state: 'waiting', message: 'the hub has no site' };
  if (!memberSite) return { state: 'waiting', message: 'there is no site' };
  const status = parseNetworkStatus(objects.networkStatus);
  const siteId = memberSite.metadata.uid;
  if (siteId === hubSite.metadata.uid) {
    return { state: 'failed', message: 'the link leads to its own site' };
  }
  let message = 'waiting for the Link';
  for (const link of links) {
    const report = linkReport(status, siteId, link.metadata.name);
    const error = configuredError(link);
    if (error && error !== 'No active site in namespace') {
      return { state: 'failed', message: error };
    }
    const toHub =
      report.state === 'up' && report.remoteSiteId === hubSite.metadata.uid;
    if (isReady(link) && toHub) {
      return {
        state: 'done',
        message: `link operational, cost ${link.spec?.cost ?? 1}`,
      };
    }
    if (error) message = error;
    else if (isUnseen(link)) message = 'waiting for the Skupper controller';
    else if (report.state === 'up' && !toHub) {
      return { state: 'failed', message: 'the link leads to another site' };
    } else if (report.state === 'no-route') {
      message =
        'connected, waiting for the hub to appear in the network status';
    } else if (isReady(link)) {
      message = 'waiting for the network status to agree';
    } else {
      message = 'waiting for the router to connect to the hub';
    }
  }
  return { state: 'waiting', message };
}
