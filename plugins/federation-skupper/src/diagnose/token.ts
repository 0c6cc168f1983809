import {
  Evidence,
  Finding,
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
  addMemberAgain,
  conditionEvidence,
  diagnose,
  down,
  finding,
  objectEvidence,
  otherwise,
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
    /** How it is to be issued. */
    mode: 'token' | 'certificate';
    /** Whether the run that makes it should have come that far. */
    late: boolean;
    /** The site that is to link. */
    site?: SkupperSite;
    /** Whether the hub's side is seen. */
    hubHeard: boolean;
  };
}

/** Id of the link's row, also before the Link exists. @internal */
export function linkRowId(
  target: LinkTarget,
  mode: 'token' | 'certificate',
): string {
  const name =
    mode === 'token'
      ? tokenLinkName(target.hub.site)
      : certificateLinkName(target.hub.site);
  return `${target.from.cluster}/${target.from.namespace}/${name}`;
}

/** A finding on a link that is to be issued. @internal */
export function findOfIssue(
  target: LinkTarget,
  text: SkupperFinding,
  evidence: Evidence,
  more: {
    mode?: 'token' | 'certificate';
    again?: boolean;
    params?: TextParams;
  } = {},
): Finding {
  const { from, hub, member, federation } = target;
  const about = {
    subject: linkSubject(
      linkRowId(target, more.mode ?? 'token'),
      member,
      'hub',
    ),
    params: {
      member,
      cluster: from.cluster,
      namespace: from.namespace,
      hubCluster: hub.cluster,
      hubNamespace: hub.namespace,
    },
    again: addMemberAgain(federation, from),
  };
  return finding(about, text, [evidence], { again: true, ...more });
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

/** On the grant: which condition, or what of the object, shows it. */
const ofGrant =
  (
    text: SkupperFinding,
    shows:
      | { condition: string }
      | ((grant: SkupperAccessGrant, allowed: number) => string | undefined),
    again: boolean = true,
  ): Row<IssueFacts>['finds'] =>
  ({ target, grant }) => {
    if (!grant) return undefined;
    const allowed = allowedBy(grant);
    const evidence =
      typeof shows === 'function'
        ? objectEvidence(
            target.hub,
            'AccessGrant',
            grant.metadata.name,
            shows(grant, allowed) ?? '',
          )
        : conditionEvidence(target.hub, grant, shows.condition);
    return findOfIssue(target, text, evidence, { again, params: { allowed } });
  };

const redeemed = ({ token }: IssueFacts) => conditionOf(token, 'Redeemed');

const TOKEN: Row<IssueFacts>[] = [
  {
    when: f => redeemed(f)?.reason === 'Error',
    state: f => down('token-not-redeemed', redeemed(f)?.lastTransitionTime),
    finds: ({ target, token }) => {
      const message = conditionOf(token, 'Redeemed')?.message ?? '';
      return findOfIssue(
        target,
        redemptionCause(message).text,
        conditionEvidence(target.from, token!, 'Redeemed'),
        { params: { message, token: token!.metadata.name } },
      );
    },
  },
  {
    // A token made before its site is looked at when the site is there.
    when: ({ token, overdue, wanted }) =>
      token &&
      !conditionOf(token, 'Redeemed') &&
      overdue(token.metadata.creationTimestamp, USUAL.controller) &&
      (!wanted ||
        overdue(wanted.site?.metadata.creationTimestamp, USUAL.controller)),
    state: away,
    finds: ({ target, token }) =>
      findOfIssue(
        target,
        'access-token-not-redeemed',
        conditionEvidence(target.from, token!, 'Redeemed'),
        { again: false },
      ),
  },
];

const GRANT: Row<IssueFacts>[] = [
  {
    when: ({ grant }) =>
      messageOf(grant)?.includes('AccessGrants are not enabled'),
    state: away,
    finds: ofGrant('access-grants-disabled', messageOf, false),
  },
  {
    when: ({ grant }) => {
      const processed = conditionOf(grant, 'Processed');
      return processed?.status === 'False' && processed.reason === 'Error';
    },
    state: away,
    finds: ofGrant('access-grant-invalid', { condition: 'Processed' }),
  },
  {
    when: ({ grant, overdue }) =>
      grant &&
      isUnseen(grant) &&
      overdue(grant.metadata.creationTimestamp, USUAL.controller),
    state: away,
    finds: ofGrant(
      'controller-not-reacting.grant',
      { condition: 'Processed' },
      false,
    ),
  },
  {
    when: ({ grant, overdue }) =>
      grant &&
      !isUnseen(grant) &&
      !grant.status?.url &&
      overdue(grant.metadata.creationTimestamp, USUAL.address),
    state: away,
    finds: ofGrant('grant-server-no-address', { condition: 'Resolved' }, false),
  },
];

const isServed = ({ grant }: IssueFacts) => grant?.status?.url;

/** A grant that Skupper calls Ready all the same. */
const DEAD_GRANT: Row<IssueFacts>[] = [
  {
    when: f => isServed(f) && deadGrant(f) === 'expired',
    state: away,
    finds: ofGrant(
      'access-grant-expired',
      grant => `status.expirationTime: ${grant.status?.expirationTime}`,
    ),
  },
  {
    when: f => isServed(f) && deadGrant(f) && allowedBy(f.grant!) < 1,
    state: away,
    finds: ofGrant(
      'access-grant-invalid.redemptions',
      (_, allowed) => `spec.redemptionsAllowed: ${allowed}`,
    ),
  },
  {
    when: f => isServed(f) && deadGrant(f) === 'used-up',
    state: away,
    finds: ofGrant(
      'access-grant-used-up',
      (grant, allowed) =>
        `status.redemptions: ${grant.status?.redemptions} of ${allowed}`,
    ),
  },
];

const TABLE: Row<IssueFacts>[] = [
  {
    when: ({ wanted }) => wanted && !wanted.site && !wanted.late,
    state: () => waiting('waiting-for-link'),
  },
  ...TOKEN,
  {
    // Used up by a token that is just being turned into a Link.
    when: f =>
      f.token &&
      deadGrant(f) === 'used-up' &&
      !f.overdue(f.token.metadata.creationTimestamp, USUAL.firstTries),
    state: away,
  },
  ...GRANT,
  ...DEAD_GRANT,
  {
    when: f => f.wanted?.late && f.wanted.hubHeard && !isBeingIssued(f),
    state: away,
    finds: ({ target, wanted }) => {
      const name = linkRowId(target, wanted!.mode).split('/')[2];
      return findOfIssue(
        target,
        'link-missing',
        objectEvidence(target.from, 'Link', name, 'Not found.'),
        { mode: wanted!.mode },
      );
    },
  },
  { when: otherwise, state: away },
];

/** How a link is that is not there yet, and why it is not issued. @internal */
export function diagnoseIssue(facts: IssueFacts): Diagnosis {
  return diagnose(TABLE, facts);
}
