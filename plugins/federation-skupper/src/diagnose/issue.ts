import { Finding } from '@backstage-federation/plugin-federation-common';
import { LinkModel, memberTarget } from '../facts/links';
import { Model, PlaceModel } from '../facts/model';
import { grantName, tokenLinkName } from '../names';
import { SkupperAccessGrant } from '../types';
import {
  USUAL,
  addMemberAgain,
  finding,
  linkSubject,
  objectEvidence,
} from './build';
import { deadGrant, grantFindings, linkRowId, tokenFindings } from './token';

/** Why a member has no link to the hub: what issues it, or nothing does. @internal */
export function issueFindings(
  member: PlaceModel,
  links: LinkModel[],
  model: Model,
): Finding[] {
  if (!member.heard || links.some(l => l.member === member && l.toHub)) {
    return [];
  }
  const target = memberTarget(model, member);
  const token = member.tokens.find(
    t => t.metadata.name === tokenLinkName(target.hub.site),
  );
  const grant = model.hub.grants.find(
    g => g.metadata.name === grantName(model.spec.name, member.label),
  );
  // A token made before its site is looked at when the site is there.
  const siteSince = member.site?.metadata.creationTimestamp;
  const redemption = tokenFindings(
    target,
    token,
    (since, usualMs) =>
      model.overdue(since, usualMs) && model.overdue(siteSince, usualMs),
  );
  if (redemption.length) return redemption;
  // Used up by a token that is just being turned into a Link.
  const pending =
    grant &&
    deadGrant(grant, model.now) === 'used-up' &&
    token &&
    !model.overdue(token.metadata.creationTimestamp, USUAL.firstTries);
  if (pending) return [];
  const issue = grantFindings(target, grant, model.overdue, model.now);
  return issue.length || isBeingIssued(grant, model)
    ? issue
    : missing(member, model);
}

/** A link that is issued anew is away for some seconds. @internal */
export function isBeingIssued(
  grant: SkupperAccessGrant | undefined,
  model: Model,
): boolean {
  return (
    grant !== undefined &&
    deadGrant(grant, model.now) === undefined &&
    !model.overdue(grant.metadata.creationTimestamp, USUAL.link)
  );
}

function missing(member: PlaceModel, model: Model): Finding[] {
  if (!model.hub.heard || !model.overdue(model.wantedSince, USUAL.plan)) {
    return [];
  }
  const target = memberTarget(model, member);
  const spec = model.spec.members.find(m => m.name === member.member);
  const mode = spec?.linkMode ?? model.spec.interconnect.linkMode;
  const id = linkRowId(target, mode);
  return [
    finding(
      'link-missing',
      'error',
      linkSubject(id, member.label, 'hub'),
      `There is no link from ${member.label} to the hub.`,
      'The federation’s spec asks for one. It was deleted, or the run that makes it ended before it came that far.',
      [
        objectEvidence(
          member,
          { kind: 'Link', name: id.split('/')[2] },
          'Not found.',
        ),
      ],
      addMemberAgain(
        model.spec.name,
        member,
        'Add the member again: that issues a new link.',
      ),
    ),
  ];
}
