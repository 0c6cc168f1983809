import { kube, ObjectKey } from '@backstage-federation/kubernetes-clusters';
import { PlanStep } from '@backstage-federation/plugin-federation-node';
import { explainGrant, explainRedemption } from '../diagnose/explain';
import { grantName, tokenLinkName } from '../names';
import { LinkTarget, grantObject, linkMetadata, tokenObject } from '../objects';
import { SKUPPER_API, skupperTypes } from '../resources';
import { SkupperAccessGrant, SkupperAccessToken, SkupperLink } from '../types';
import { LinkDecision } from './linkDecision';
import { grantProgress, redemptionProgress } from './linkPredicates';

/** As long as `skupper token issue` and `skupper token redeem` wait. */
const TOKEN_TIMEOUT_MS = 60_000;

/** @internal */
export function linkKey(target: LinkTarget, name: string): ObjectKey {
  return { type: skupperTypes.link, namespace: target.from.namespace, name };
}

const tokenKeyOf = ({ from, hub }: LinkTarget): ObjectKey => ({
  type: skupperTypes.accessToken,
  namespace: from.namespace,
  name: tokenLinkName(hub.site),
});

const grantKeyOf = ({ federation, member, hub }: LinkTarget): ObjectKey => ({
  type: skupperTypes.accessGrant,
  namespace: hub.namespace,
  name: grantName(federation, member),
});

/**
 * Links a member by access grant and access token: grant on the hub, token on the member, redeemed by the member's
 * controller over HTTPS. The last step, `<member>/link/touch`, labels the new Link, which the controller would
 * otherwise not look at until its next resync, up to 30 s later.
 *
 * @internal
 */
export function tokenSteps(
  target: LinkTarget,
  dependsOn: string[],
): PlanStep[] {
  const { member, hub, from } = target;
  const link = tokenLinkName(hub.site);
  const grantKey = grantKeyOf(target);
  const tokenKey = tokenKeyOf(target);
  return [
    {
      kind: 'ensure',
      id: `${member}/link/grant`,
      title: `${member}: create access grant on the hub`,
      cluster: hub.cluster,
      dependsOn,
      objects: [grantObject(target)],
    },
    {
      kind: 'until',
      id: `${member}/link/grant-ready`,
      title: `${member}: access grant ready`,
      cluster: hub.cluster,
      dependsOn: [`${member}/link/grant`],
      watches: { grant: { cluster: hub.cluster, ...grantKey } },
      predicate: objects =>
        grantProgress(objects.grant?.[0] as SkupperAccessGrant | undefined),
      timeoutMs: TOKEN_TIMEOUT_MS,
      explain: objects => explainGrant(target, objects),
    },
    {
      kind: 'transfer',
      id: `${member}/link/token`,
      title: `${member}: create access token`,
      cluster: from.cluster,
      dependsOn: [`${member}/link/grant-ready`],
      inputs: { grant: { cluster: hub.cluster, key: grantKey } },
      objects: inputs => [
        tokenObject(target, inputs.grant as SkupperAccessGrant),
      ],
      skipIf: {
        input: { cluster: from.cluster, key: linkKey(target, link) },
        done: object => object !== undefined,
      },
      produces: [tokenKey],
    },
    {
      kind: 'until',
      id: `${member}/link/redeemed`,
      title: `${member}: access token redeemed`,
      cluster: from.cluster,
      dependsOn: [`${member}/link/token`],
      watches: {
        token: { cluster: from.cluster, ...tokenKey },
        link: { cluster: from.cluster, ...linkKey(target, link) },
      },
      predicate: objects =>
        redemptionProgress(
          objects.token?.[0] as SkupperAccessToken | undefined,
          objects.link?.[0] as SkupperLink | undefined,
        ),
      timeoutMs: TOKEN_TIMEOUT_MS,
      explain: objects => explainRedemption(target, objects),
    },
    touchTokenLink(target, link, [`${member}/link/redeemed`]),
  ];
}

/**
 * Gives a Link that the controller made our labels and annotations: it becomes known as ours, and the write is the
 * event that the controller needs. Only metadata is applied, so spec stays the controller's.
 *
 * @internal
 */
export function touchTokenLink(
  target: LinkTarget,
  link: string,
  dependsOn: string[],
): PlanStep {
  const { member, hub, from } = target;
  return {
    kind: 'transfer',
    id: `${member}/link/touch`,
    title: `${member}: label link ${link}`,
    cluster: from.cluster,
    dependsOn,
    inputs: {
      hubSite: {
        cluster: hub.cluster,
        key: {
          type: skupperTypes.site,
          namespace: hub.namespace,
          name: hub.site,
        },
      },
      link: { cluster: from.cluster, key: linkKey(target, link) },
    },
    objects: inputs => [
      {
        apiVersion: SKUPPER_API,
        kind: 'Link',
        metadata: {
          name: link,
          namespace: from.namespace,
          ...linkMetadata(target, inputs.hubSite.metadata.uid ?? '', 'token'),
        },
      },
    ],
    produces: [linkKey(target, link)],
  };
}

/** Takes the used token and grant away; the Link stays, it belongs to the Site. @internal */
export function tokenCleanSteps(
  target: LinkTarget,
  dependsOn: string[],
): PlanStep[] {
  const { member, hub, from } = target;
  return [
    {
      kind: 'remove',
      id: `${member}/link/clean-token`,
      title: `${member}: remove the redeemed access token`,
      cluster: from.cluster,
      dependsOn,
      keys: [tokenKeyOf(target)],
    },
    {
      kind: 'remove',
      id: `${member}/link/clean-grant`,
      title: `${member}: remove the used access grant from the hub`,
      cluster: hub.cluster,
      // The token first: one without its grant would be redeemed again and again.
      dependsOn: [...dependsOn, `${member}/link/clean-token`],
      keys: [grantKeyOf(target)],
    },
  ];
}

/** Takes away what an earlier, unfinished issue left: token, grant, Link and Secret, one after another. @internal */
export function reissueSteps(
  target: LinkTarget,
  left: LinkDecision['left'],
): PlanStep[] {
  const { member, hub, from } = target;
  const certificates = left.certificate
    ? [{ type: skupperTypes.certificate, name: left.certificate }]
    : [];
  const removals = [
    {
      what: 'old',
      title: 'the old link',
      cluster: from.cluster,
      keys: [
        ...(left.token ? [tokenKeyOf(target)] : []),
        ...left.links.map(name => linkKey(target, name)),
      ],
    },
    {
      what: 'old-credentials',
      title: "the old link's credentials",
      cluster: from.cluster,
      keys: left.secrets.map(name => ({
        type: kube.secret,
        namespace: from.namespace,
        name,
      })),
    },
    {
      what: 'old-grant',
      title: 'what the old link left on the hub',
      cluster: hub.cluster,
      keys: [
        ...(left.grant ? [grantKeyOf(target)] : []),
        ...certificates.map(key => ({ ...key, namespace: hub.namespace })),
      ],
    },
  ].filter(({ keys }) => keys.length);
  const idOf = (what: string) => `${member}/link/remove-${what}`;
  return removals.map(({ what, title, ...rest }, i) => ({
    kind: 'remove',
    id: idOf(what),
    title: `${member}: remove ${title}`,
    dependsOn: i ? [idOf(removals[i - 1].what)] : [],
    ...rest,
  }));
}
