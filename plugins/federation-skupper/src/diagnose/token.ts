import {
  Evidence,
  Finding,
  MEMBER_TEMPLATE,
  SkupperFinding,
  State,
  TextParams,
} from '@backstage-federation/plugin-federation-common';
import { conditionOf, isUnseen, messageOf } from '../conditions';
import { Overdue, USUAL } from '../facts/overdue';
import { LinkTarget } from '../objects';
import { SkupperAccessGrant, SkupperAccessToken, SkupperSite } from '../types';
import { certificateLinkName, tokenLinkName } from '../names';
import {
  Diagnosis,
  Row,
  conditionEvidence,
  diagnose,
  down,
  finding,
  objectEvidence,
  so,
  state,
  waiting,
} from './build';
import { linkSubject } from './link';
import { redemptionCause } from './redemption';

/** What is known of how a member's link is issued. @internal */
export interface IssueFacts {
  target: LinkTarget;
  token?: SkupperAccessToken;
  grant?: SkupperAccessGrant;
  overdue: Overdue;
  /** For times in the future; without it nothing expires. */
  now?: Date;
  /** Of a link that the federation's spec asks for. */
  wanted?: {
    /** Whether the run that makes it should have come that far. */
    late: boolean;
    /** The site that is to link. */
    site?: SkupperSite;
    /** Whether the hub's side is seen. */
    hubHeard: boolean;
  };
}

/** Id of the link's row, also before the Link exists. @internal */
export function linkRowId({ from, hub, mode }: LinkTarget): string {
  const nameOf = mode === 'token' ? tokenLinkName : certificateLinkName;
  return `${from.cluster}/${from.namespace}/${nameOf(hub.site)}`;
}

/** What a link by certificate does without. */
const NEEDS_GRANTS: SkupperFinding[] = [
  'access-grants-disabled',
  'grant-server-no-address',
  'access-token-not-redeemed',
];

/** Brings the member to a link by certificate, all else as it is. */
function byCertificate({ from: { cluster, namespace } }: LinkTarget) {
  const formData = { member: { cluster, namespace }, linkMode: 'certificate' };
  return { template: { ref: MEMBER_TEMPLATE, formData } };
}

/** A finding on a link that is to be issued. @internal */
export function findOfIssue(
  target: LinkTarget,
  text: SkupperFinding,
  evidence: Evidence,
  more: { params?: TextParams } = {},
): Finding {
  const { from, hub, member } = target;
  const about = {
    subject: linkSubject(linkRowId(target), member, 'hub'),
    params: {
      member,
      cluster: from.cluster,
      namespace: from.namespace,
      hubCluster: hub.cluster,
      hubNamespace: hub.namespace,
    },
  };
  return finding(about, text, [evidence], {
    ...more,
    ...(NEEDS_GRANTS.includes(text) && { remedy: byCertificate(target) }),
  });
}

const allowedBy = (grant: SkupperAccessGrant) =>
  grant.spec?.redemptionsAllowed ?? 1;

/** Whether a grant can no longer be redeemed. Its status never says so. */
function deadGrant({ grant, now }: IssueFacts) {
  if (!grant || !now) return undefined;
  if ((grant.status?.redemptions ?? 0) >= allowedBy(grant)) return 'used-up';
  const expires = grant.status?.expirationTime;
  return expires && Date.parse(expires) <= now.getTime()
    ? 'expired'
    : undefined;
}

/** A link that is issued anew is away for some seconds. */
function isBeingIssued(f: IssueFacts): boolean {
  return (
    f.grant !== undefined &&
    deadGrant(f) === undefined &&
    !f.overdue(f.grant.metadata.creationTimestamp, USUAL.link)
  );
}

/** As long as there is no link. */
function away(f: IssueFacts): State {
  if (deadGrant(f) === 'expired') {
    return down('grant-expired', f.grant?.status?.expirationTime);
  }
  return f.wanted?.late && !isBeingIssued(f)
    ? state('down', 'missing', { reason: 'link-missing' })
    : waiting('waiting-for-link');
}

/** On the grant: what of the object, or which condition, shows it. */
function ofGrant(
  f: IssueFacts & { grant: SkupperAccessGrant },
  text: SkupperFinding,
  shows: { text: string } | { condition: string },
): Diagnosis {
  const { target, grant } = f;
  const evidence =
    'text' in shows
      ? objectEvidence(target.hub, grant.kind, grant.metadata.name, shows.text)
      : conditionEvidence(target.hub, grant, shows.condition);
  const params = {
    allowed: allowedBy(grant),
    message: conditionOf(grant, 'Processed')?.message ?? '',
  };
  return so(away(f), findOfIssue(target, text, evidence, { params }));
}

/** The access token is refused, or nobody redeems it. */
function ofToken(f: IssueFacts) {
  const { target, token, overdue, wanted } = f;
  if (!token) return undefined;
  const redeemed = conditionOf(token, 'Redeemed');
  const evidence = conditionEvidence(target.from, token, 'Redeemed');
  if (redeemed?.reason === 'Error') {
    const { message = '' } = redeemed;
    const params = { message, token: token.metadata.name };
    return so(
      down('token-not-redeemed', redeemed.lastTransitionTime),
      findOfIssue(target, redemptionCause(message).text, evidence, { params }),
    );
  }
  // A token made before its site is looked at when the site is there.
  const isLate =
    overdue(token.metadata.creationTimestamp, USUAL.controller) &&
    (!wanted ||
      overdue(wanted.site?.metadata.creationTimestamp, USUAL.controller));
  return (
    !redeemed &&
    isLate &&
    so(away(f), findOfIssue(target, 'access-token-not-redeemed', evidence))
  );
}

/** The access grant cannot be served. */
function ofServing(f: IssueFacts) {
  const { grant, overdue } = f;
  if (!grant) return undefined;
  const message = messageOf(grant);
  if (message?.includes('AccessGrants are not enabled')) {
    return ofGrant({ ...f, grant }, 'access-grants-disabled', {
      text: message,
    });
  }
  const processed = conditionOf(grant, 'Processed');
  const condition = 'Processed';
  if (processed?.status === 'False' && processed.reason === 'Error') {
    return ofGrant(
      { ...f, grant },
      processed.message?.startsWith('Invalid duration')
        ? 'access-grant-invalid.window'
        : 'access-grant-invalid',
      { condition },
    );
  }
  const created = grant.metadata.creationTimestamp;
  if (isUnseen(grant)) {
    return (
      overdue(created, USUAL.controller) &&
      ofGrant({ ...f, grant }, 'controller-not-reacting.grant', { condition })
    );
  }
  const shows = { condition: 'Resolved' };
  return (
    !grant.status?.url &&
    overdue(created, USUAL.address) &&
    ofGrant({ ...f, grant }, 'grant-server-no-address', shows)
  );
}

/** The access grant can no longer be redeemed, and Skupper calls it Ready all the same. */
function ofDeadGrant(f: IssueFacts) {
  const { grant } = f;
  const dead = deadGrant(f);
  if (!grant?.status?.url || !dead) return undefined;
  const allowed = allowedBy(grant);
  const { expirationTime, redemptions } = grant.status;
  if (dead === 'expired') {
    const text = `status.expirationTime: ${expirationTime}`;
    return ofGrant({ ...f, grant }, 'access-grant-expired', { text });
  }
  if (allowed < 1) {
    const text = `spec.redemptionsAllowed: ${allowed}`;
    return ofGrant({ ...f, grant }, 'access-grant-invalid.redemptions', {
      text,
    });
  }
  const text = `status.redemptions: ${redemptions} of ${allowed}`;
  return ofGrant({ ...f, grant }, 'access-grant-used-up', { text });
}

/** Nothing issues it. */
function missing(f: IssueFacts) {
  const { target, wanted } = f;
  if (!wanted?.late || !wanted.hubHeard || isBeingIssued(f)) return undefined;
  const name = linkRowId(target).split('/')[2];
  const evidence = objectEvidence(target.from, 'Link', name, 'Not found.');
  return so(away(f), findOfIssue(target, 'link-missing', evidence));
}

const TABLE: Row<IssueFacts>[] = [
  ({ wanted }) =>
    wanted && !wanted.site && !wanted.late && so(waiting('waiting-for-link')),
  ofToken,
  // Used up by a token that is just being turned into a Link.
  f =>
    f.token &&
    deadGrant(f) === 'used-up' &&
    !f.overdue(f.token.metadata.creationTimestamp, USUAL.firstTries) &&
    so(away(f)),
  ofServing,
  ofDeadGrant,
  missing,
  f => so(away(f)),
];

/** How a link is that is not there yet, and why it is not issued. @internal */
export function diagnoseIssue(facts: IssueFacts): Diagnosis {
  return diagnose(TABLE, facts);
}
