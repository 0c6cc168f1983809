import { kube, ObjectKey } from '@backstage-federation/kubernetes-clusters';
import { PlanStep } from '@backstage-federation/plugin-federation-node';
import { isUnseen } from '../conditions';
import { explainGrant, explainRedemption } from '../diagnose/explain';
import { grantName } from '../names';
import {
  LinkTarget,
  credentialsName,
  grantObject,
  linkMetadata,
  tokenObject,
} from '../objects';
import { SKUPPER_API, skupperTypes } from '../resources';
import { SkupperAccessGrant, SkupperAccessToken, SkupperLink } from '../types';
import { Leftovers, LinkDecision } from './linkDecision';
import { grantProgress, redemptionProgress } from './linkPredicates';
import { touching } from './touching';

/** As long as `skupper token issue` and `skupper token redeem` wait. */
const TOKEN_TIMEOUT_MS = 60_000;

/** @internal */
export function linkKey(target: LinkTarget, name: string): ObjectKey {
  return { type: skupperTypes.link, namespace: target.from.namespace, name };
}

const tokenKeyOf = (target: LinkTarget, name?: string): ObjectKey => ({
  type: skupperTypes.accessToken,
  namespace: target.from.namespace,
  name: name ?? credentialsName(target),
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
 * @param old - what goes as soon as the new Link and its credentials are there
 * @internal
 */
export function tokenSteps(
  target: LinkTarget,
  dependsOn: string[],
  old: Leftovers,
): PlanStep[] {
  const { member, hub, from } = target;
  const link = credentialsName(target);
  const removeOld = replacedSteps(target, old, `${member}/link/redeemed`);
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
      shortLived: {
        key: grantKey,
        until: `${member}/link/redeemed`,
        used: grant =>
          Boolean((grant as SkupperAccessGrant).status?.redemptions),
      },
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
      touch: touching(({ grant = [] }) =>
        grant.some(isUnseen) ? [grantKey] : [],
      ),
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
      labels: true,
      produces: [tokenKey],
      shortLived: {
        key: tokenKey,
        until: `${member}/link/redeemed`,
        used: token => Boolean((token as SkupperAccessToken).status?.redeemed),
      },
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
      // Only one that was never tried: each attempt may use up the grant.
      touch: touching(({ token = [] }) =>
        token.some(isUnseen) ? [tokenKey] : [],
      ),
      timeoutMs: TOKEN_TIMEOUT_MS,
      explain: objects => explainRedemption(target, objects),
    },
    ...removeOld,
    touchTokenLink(target, link, [
      `${member}/link/redeemed`,
      ...removeOld.map(({ id }) => id),
    ]),
  ];
}

/**
 * Gives a Link that the controller made our labels and annotations: it becomes known as ours, and the write is the
 * event that the controller needs. Only metadata is applied, so spec stays the controller's.
 *
 * @param options - `cost`: set the cost too, which then is ours
 * @internal
 */
export function touchTokenLink(
  target: LinkTarget,
  link: string,
  dependsOn: string[],
  options: { cost?: boolean } = {},
): PlanStep {
  const { member, hub, from } = target;
  return {
    kind: 'transfer',
    id: `${member}/link/touch`,
    title: options.cost
      ? `${member}: set cost ${target.cost} of link ${link}`
      : `${member}: label link ${link}`,
    cluster: from.cluster,
    dependsOn,
    // The controller wrote the cost of the token.
    ...(options.cost ? { takesOver: true } : {}),
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
        ...(options.cost ? { spec: { cost: target.cost } } : {}),
      },
    ],
    produces: [linkKey(target, link)],
  };
}

/** Takes the used tokens and grant away; the Link stays, it belongs to the Site. @internal */
export function tokenCleanSteps(
  target: LinkTarget,
  dependsOn: string[],
  tokens: string[] = [credentialsName(target)],
): PlanStep[] {
  const { member, hub, from } = target;
  return [
    {
      kind: 'remove',
      id: `${member}/link/clean-token`,
      title: `${member}: remove the redeemed access token`,
      cluster: from.cluster,
      dependsOn,
      keys: tokens.map(name => tokenKeyOf(target, name)),
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

type Removal = Pick<PlanStep, 'id' | 'title' | 'cluster'> & {
  keys: ObjectKey[];
};

/** Removes what there is, one after another. */
function removeSteps(removals: Removal[], dependsOn: string[]): PlanStep[] {
  return removals
    .filter(({ keys }) => keys.length)
    .map((removal, i, all) => ({
      kind: 'remove',
      dependsOn: i ? [all[i - 1].id] : dependsOn,
      ...removal,
    }));
}

const linksAndSecrets = (
  target: LinkTarget,
  { links, secrets }: Leftovers,
): [ObjectKey[], ObjectKey[]] => [
  links.map(name => linkKey(target, name)),
  secrets.map(name => ({
    type: kube.secret,
    namespace: target.from.namespace,
    name,
  })),
];

/**
 * Takes away what an earlier issue left and what carries no traffic: tokens, grant and certificate, and what is in the
 * way of the new link's name.
 *
 * @param dependsOn - ids of the steps before: a run that cannot come to a new link takes nothing away
 * @internal
 */
export function leftoverSteps(
  target: LinkTarget,
  { left, inTheWay }: Pick<LinkDecision, 'left' | 'inTheWay'>,
  dependsOn: string[],
): PlanStep[] {
  const { member, hub, from } = target;
  const [links, secrets] = linksAndSecrets(target, inTheWay);
  const { namespace } = hub;
  const { certificate } = left;
  return removeSteps(
    [
      {
        id: `${member}/link/remove-unfinished`,
        title: `${member}: remove what an earlier run left`,
        cluster: from.cluster,
        keys: [
          ...left.tokens.map(name => tokenKeyOf(target, name)),
          ...links,
          ...secrets,
        ],
      },
      {
        id: `${member}/link/remove-old-grant`,
        title: `${member}: remove what the old link left on the hub`,
        cluster: hub.cluster,
        keys: [
          ...(left.grant ? [grantKeyOf(target)] : []),
          ...(certificate
            ? [{ type: skupperTypes.certificate, namespace, name: certificate }]
            : []),
        ],
      },
    ],
    dependsOn,
  );
}

/**
 * Takes the old Links and their Secrets away.
 *
 * @param ready - id of the step after which the new link has all that it needs
 * @internal
 */
export function replacedSteps(
  target: LinkTarget,
  old: Leftovers,
  ready: string,
): PlanStep[] {
  const { member, from } = target;
  const [links, secrets] = linksAndSecrets(target, old);
  return removeSteps(
    [
      {
        id: `${member}/link/remove-old`,
        title: `${member}: remove the old link`,
        cluster: from.cluster,
        keys: links,
      },
      {
        id: `${member}/link/remove-old-credentials`,
        title: `${member}: remove the old link's credentials`,
        cluster: from.cluster,
        keys: secrets,
      },
    ],
    [ready],
  );
}
