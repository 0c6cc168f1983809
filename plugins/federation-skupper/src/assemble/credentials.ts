import {
  SkupperLinkView,
  SkupperView,
} from '@backstage-federation/plugin-federation-common';
import { NetworkDiagnosis } from '../diagnose/network';
import { linkRowId } from '../diagnose/token';
import { Model, PlaceModel } from '../facts/model';
import { grantName, LINK_MODE_ANNOTATION } from '../names';
import { isOwnedBySite } from '../steps/observed';
import { SkupperLink } from '../types';

function grantOf(model: Model, place: PlaceModel): SkupperLinkView {
  const grant = model.hub.grants.find(
    g => g.metadata.name === grantName(model.spec.name, place.label),
  );
  if (!grant) return {};
  const expiresAt = grant.status?.expirationTime;
  return {
    grant: {
      redemptions: grant.status?.redemptions ?? 0,
      redemptionsAllowed: grant.spec?.redemptionsAllowed ?? 1,
      ...(expiresAt ? { expiresAt } : {}),
    },
  };
}

function makerOf(link: SkupperLink): SkupperLinkView {
  const mode = link.metadata.annotations?.[LINK_MODE_ANNOTATION];
  if (mode === 'token' || mode === 'certificate') return { createdBy: mode };
  // What the controller makes of a token belongs to the Site and uses a Secret of the Link's own name.
  return isOwnedBySite(link) && link.spec?.tlsCredentials === link.metadata.name
    ? { createdBy: 'token' }
    : {};
}

/** How each link got its credentials, or is to get them, by the id of its row. @internal */
export function linkCredentials(
  model: Model,
  { links, issues }: NetworkDiagnosis,
): SkupperView['links'] {
  return Object.fromEntries([
    ...[...links.keys()].map(l => [
      l.id,
      { ...makerOf(l.link), ...(l.toHub && grantOf(model, l.member)) },
    ]),
    ...[...issues.keys()].map(member => [
      linkRowId(member.target),
      { createdBy: member.target.mode, ...grantOf(model, member) },
    ]),
  ]);
}
