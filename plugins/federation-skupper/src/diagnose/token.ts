import { Finding } from '@backstage-federation/plugin-federation-common';
import { conditionOf, isUnseen, messageOf } from '../conditions';
import { certificateLinkName, tokenLinkName } from '../names';
import { LinkTarget } from '../objects';
import { redemptionCause } from './redemption';
import { SkupperAccessGrant, SkupperAccessToken } from '../types';
import {
  Overdue,
  USUAL,
  addMemberAgain,
  conditionEvidence,
  finding,
  linkSubject,
  objectEvidence,
} from './build';

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

function subjectOf(target: LinkTarget) {
  return linkSubject(linkRowId(target, 'token'), target.member, 'hub');
}

/** Whether a grant can no longer be redeemed. Its status never says so. @internal */
export function deadGrant(
  grant: SkupperAccessGrant,
  now: Date,
): 'expired' | 'used-up' | undefined {
  const allowed = grant.spec?.redemptionsAllowed ?? 1;
  if ((grant.status?.redemptions ?? 0) >= allowed) return 'used-up';
  const expires = grant.status?.expirationTime;
  return expires && Date.parse(expires) <= now.getTime()
    ? 'expired'
    : undefined;
}

/** Why an access grant does not serve. @internal */
export function grantFindings(
  target: LinkTarget,
  grant: SkupperAccessGrant | undefined,
  overdue: Overdue,
  now?: Date,
): Finding[] {
  if (!grant) return [];
  const subject = subjectOf(target);
  const again = addMemberAgain(
    target.federation,
    target.from,
    'Add the member again: that issues a new access grant.',
  );
  const object = { kind: 'AccessGrant', name: grant.metadata.name };
  const message = messageOf(grant);
  if (message?.includes('AccessGrants are not enabled')) {
    return [
      finding(
        'access-grants-disabled',
        'error',
        subject,
        'The hub’s Skupper controller runs without access grants.',
        `Grants are served by the controller, and that of cluster "${target.hub.cluster}" has them switched off.`,
        [objectEvidence(target.hub, object, message)],
        'Use link mode "certificate", which needs no grants, or have the controller’s administrator switch them on.',
      ),
    ];
  }
  const processed = conditionOf(grant, 'Processed');
  if (processed?.status === 'False' && processed.reason === 'Error') {
    return [
      finding(
        'access-grant-invalid',
        'error',
        subject,
        'The access grant on the hub is invalid.',
        'The controller could not process it: its window of time is not one that it understands, such as "15m".',
        [conditionEvidence(target.hub, grant, 'Processed')],
        again,
      ),
    ];
  }
  if (isUnseen(grant)) {
    return overdue(grant.metadata.creationTimestamp, USUAL.controller)
      ? [
          finding(
            'controller-not-reacting',
            'error',
            subject,
            `The Skupper controller of ${target.hub.cluster} does not react to the access grant for ${target.member}.`,
            'It usually answers within a second. It is not running, or does not control this namespace.',
            [conditionEvidence(target.hub, grant, 'Processed')],
            `Check that the pod "skupper-controller" is running in cluster "${target.hub.cluster}".`,
          ),
        ]
      : [];
  }
  if (!grant.status?.url) {
    return overdue(grant.metadata.creationTimestamp, USUAL.address)
      ? [
          finding(
            'grant-server-no-address',
            'error',
            subject,
            'The hub’s grant server has got no address.',
            'Members redeem their tokens at the grant server, which needs a load balancer or route of its own in the controller’s namespace.',
            [conditionEvidence(target.hub, grant, 'Resolved')],
            `Give Service "skupper-grant-server" of the controller in cluster "${target.hub.cluster}" an address, or use link mode "certificate", which needs no grant server.`,
          ),
        ]
      : [];
  }
  const dead = now && deadGrant(grant, now);
  if (dead === 'expired') {
    return [
      finding(
        'access-grant-expired',
        'error',
        subject,
        `The access grant for ${target.member} has expired.`,
        'An access grant is valid for some minutes only, and this one was not redeemed in time. Skupper calls it Ready all the same.',
        [
          objectEvidence(
            target.hub,
            object,
            `status.expirationTime: ${grant.status.expirationTime}`,
          ),
        ],
        again,
      ),
    ];
  }
  const allowed = grant.spec?.redemptionsAllowed ?? 1;
  if (dead && allowed < 1) {
    return [
      finding(
        'access-grant-invalid',
        'error',
        subject,
        `The access grant for ${target.member} can never be redeemed.`,
        `It allows ${allowed} redemptions. Skupper calls such a grant Ready all the same.`,
        [
          objectEvidence(
            target.hub,
            object,
            `spec.redemptionsAllowed: ${allowed}`,
          ),
        ],
        again,
      ),
    ];
  }
  return dead === 'used-up'
    ? [
        finding(
          'access-grant-used-up',
          'error',
          subject,
          `The access grant for ${target.member} is used up, but there is no link.`,
          'Each attempt to redeem counts, also one that failed on the member.',
          [
            objectEvidence(
              target.hub,
              object,
              `status.redemptions: ${grant.status.redemptions} of ${allowed}`,
            ),
          ],
          again,
        ),
      ]
    : [];
}

/** Why an access token was not redeemed. @internal */
export function tokenFindings(
  target: LinkTarget,
  token: SkupperAccessToken | undefined,
  overdue: Overdue,
): Finding[] {
  if (!token) return [];
  const subject = subjectOf(target);
  const redeemed = conditionOf(token, 'Redeemed');
  if (redeemed?.reason === 'Error') {
    const cause = redemptionCause(redeemed.message ?? '');
    return [
      finding(
        cause.cause,
        'error',
        subject,
        cause.title,
        cause.explanation,
        [conditionEvidence(target.from, token, 'Redeemed')],
        addMemberAgain(
          target.federation,
          target.from,
          typeof cause.remedy === 'string'
            ? cause.remedy
            : cause.remedy({ ...target, name: token.metadata.name }),
        ),
      ),
    ];
  }
  if (
    redeemed ||
    !overdue(token.metadata.creationTimestamp, USUAL.controller)
  ) {
    return [];
  }
  return [
    finding(
      'access-token-not-redeemed',
      'error',
      subject,
      `The Skupper controller of ${target.from.cluster} has not redeemed the access token.`,
      'The controller is not running, or it hangs in a connection to a grant server that does not answer.',
      [conditionEvidence(target.from, token, 'Redeemed')],
      `Check that the pod "skupper-controller" is running in cluster "${target.from.cluster}", and whether that cluster reaches the grant server of cluster "${target.hub.cluster}". Link mode "certificate" needs no grant server.`,
    ),
  ];
}
