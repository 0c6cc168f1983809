import {
  COMPONENT_LABEL,
  SkupperFederationSpec,
  MEMBER_LABEL,
  SkupperMemberSpec,
} from '@backstage-federation/plugin-federation-common';
import {
  kube,
  KubeObject,
  ObjectKey,
  ResourceType,
} from '@backstage-federation/kubernetes-clusters';
import {
  Observed,
  PlanStep,
} from '@backstage-federation/plugin-federation-node';
import {
  certificateLinkName,
  grantName,
  linkCertificateName,
  linkSecretName,
  tokenLinkName,
} from '../names';
import { skupperTypes } from '../resources';
import { Place, hubPlace, memberPlace } from '../targets';
import { isOurs, seen } from './observed';

/** The kinds that a site's namespace may hold of ours, with the step that takes them away. */
const LINKS: ResourceType[] = [skupperTypes.link];
const SERVICES: ResourceType[] = [
  skupperTypes.listener,
  skupperTypes.connector,
];
const TOKENS: ResourceType[] = [
  skupperTypes.accessToken,
  skupperTypes.accessGrant,
];
const LEFTOVERS: ResourceType[] = [skupperTypes.certificate, kube.secret];

interface Removal {
  place: Place;
  observed: Observed;
  /** What is ours in the place. */
  mine(object: KubeObject): boolean;
  /** Names to remove when the cluster was not looked at. */
  fallback: ObjectKey[];
}

function keysOf(removal: Removal, types: ResourceType[]): ObjectKey[] {
  const { place, observed } = removal;
  if (!observed.clusters[place.cluster]) {
    return removal.fallback.filter(key =>
      types.some(type => type.kind === key.type.kind),
    );
  }
  return types.flatMap(type =>
    seen(observed, place, type.kind)
      .filter(removal.mine)
      .map(object => ({
        type,
        namespace: place.namespace,
        name: object.metadata.name,
      }))
      .sort((a, b) => a.name.localeCompare(b.name)),
  );
}

function removeStep(
  removal: Removal,
  what: string,
  title: string,
  types: ResourceType[],
  dependsOn: string[],
): PlanStep[] {
  const keys = keysOf(removal, types);
  const { label, cluster } = removal.place;
  return keys.length
    ? [
        {
          kind: 'remove',
          id: `${label}/remove/${what}`,
          title: `${label}: remove ${title}`,
          cluster,
          dependsOn,
          keys,
        },
      ]
    : [];
}

/** Everything of one place, in the order that leaves nothing behind. */
function placeSteps(removal: Removal, before: string[]): PlanStep[] {
  const steps: PlanStep[] = [];
  const add = (what: string, title: string, types: ResourceType[]) => {
    const after = steps.length ? [steps[steps.length - 1].id] : before;
    steps.push(...removeStep(removal, what, title, types, after));
  };
  add('links', 'links', LINKS);
  add('services', 'listeners and connectors', SERVICES);
  add('tokens', 'access tokens and grants', TOKENS);
  add('site', 'the site', [skupperTypes.site]);
  add('credentials', 'link certificates and Secrets', LEFTOVERS);
  return steps;
}

function fallbackKeys(spec: SkupperFederationSpec, place: Place): ObjectKey[] {
  const key = (type: ResourceType, name: string): ObjectKey => ({
    type,
    namespace: place.namespace,
    name,
  });
  const site = key(skupperTypes.site, place.site);
  if (place.role === 'hub') {
    return [
      ...spec.members.flatMap(member => [
        key(skupperTypes.accessGrant, grantName(spec.name, member.name)),
        key(skupperTypes.certificate, linkCertificateName(member.name)),
      ]),
      site,
    ];
  }
  const hub = spec.hub.site;
  return [
    key(skupperTypes.link, tokenLinkName(hub)),
    key(skupperTypes.link, certificateLinkName(hub)),
    key(skupperTypes.accessToken, tokenLinkName(hub)),
    key(kube.secret, linkSecretName(hub)),
    site,
  ];
}

/** What belongs to the federation in a place, by label; Secrets only where the label says they are a link's. */
function removalOf(
  spec: SkupperFederationSpec,
  place: Place,
  observed: Observed,
): Removal {
  return {
    place,
    observed,
    mine: object => isOurs(object, spec.name) && isSkuppers(object),
    fallback: fallbackKeys(spec, place),
  };
}

/** Of the Secrets with our labels, only those of links are this adapter's. */
function isSkuppers(object: KubeObject): boolean {
  return (
    object.kind !== 'Secret' ||
    object.metadata.labels?.[COMPONENT_LABEL] === 'link'
  );
}

/**
 * Takes one site's part of a federation away: links, services, tokens, site, credentials, in that order.
 *
 * @internal
 */
export function siteRemovalSteps(
  spec: SkupperFederationSpec,
  place: Place,
  observed: Observed,
  dependsOn: string[] = [],
): PlanStep[] {
  return placeSteps(removalOf(spec, place, observed), dependsOn);
}

/**
 * Takes only links away that lead from a member to the hub, with their credentials: `skupper:link:delete`.
 *
 * @public
 */
export function linkRemovalSteps(
  spec: SkupperFederationSpec,
  member: SkupperMemberSpec,
  observed: Observed,
): PlanStep[] {
  const removal = removalOf(spec, memberPlace(spec, member), observed);
  const links = removeStep(removal, 'links', 'links', LINKS, []);
  const tokens = removeStep(removal, 'tokens', 'access tokens', TOKENS, [
    ...links.map(step => step.id),
  ]);
  const after = [...links, ...tokens].map(step => step.id);
  return [
    ...links,
    ...tokens,
    ...removeStep(
      removal,
      'credentials',
      'link credentials',
      [kube.secret],
      after,
    ),
    ...hubLeftoverSteps(spec, member, observed, after),
  ];
}

/** What a member has on the hub: its access grant and its link certificate. */
function hubLeftoverSteps(
  spec: SkupperFederationSpec,
  member: SkupperMemberSpec,
  observed: Observed,
  dependsOn: string[],
): PlanStep[] {
  const place = hubPlace(spec);
  const names = [
    grantName(spec.name, member.name),
    linkCertificateName(member.name),
  ];
  const removal: Removal = {
    place,
    observed,
    mine: object =>
      isOurs(object, spec.name) &&
      object.metadata.labels?.[MEMBER_LABEL] === member.name,
    fallback: [
      {
        type: skupperTypes.accessGrant,
        namespace: place.namespace,
        name: names[0],
      },
      {
        type: skupperTypes.certificate,
        namespace: place.namespace,
        name: names[1],
      },
    ],
  };
  const keys = keysOf(removal, [
    skupperTypes.accessGrant,
    skupperTypes.certificate,
  ]);
  return keys.length
    ? [
        {
          kind: 'remove',
          id: `${member.name}/remove/hub-part`,
          title: `${member.name}: remove its access grant and certificate from the hub`,
          cluster: place.cluster,
          dependsOn,
          keys,
        },
      ]
    : [];
}

/** Takes a member away: its own part, then what it has on the hub. @internal */
export function memberRemovalSteps(
  spec: SkupperFederationSpec,
  member: SkupperMemberSpec,
  observed: Observed,
): PlanStep[] {
  const own = siteRemovalSteps(spec, memberPlace(spec, member), observed);
  const tokens = own.filter(step => /\/remove\/(links|tokens)$/.test(step.id));
  return [
    ...own,
    ...hubLeftoverSteps(
      spec,
      member,
      observed,
      tokens.map(step => step.id),
    ),
  ];
}

const idOf = (key: ObjectKey) =>
  `${key.type.kind}/${key.namespace}/${key.name}`;

/** Takes a whole federation away: members first, then the hub. @internal */
export function federationRemovalSteps(
  spec: SkupperFederationSpec,
  observed: Observed,
): PlanStep[] {
  const members = spec.members.flatMap(member =>
    memberRemovalSteps(spec, member, observed),
  );
  // The hub's site goes after the members' links, so that no member reports a lost link in between.
  const links = members.filter(step =>
    /\/remove\/(links|tokens|hub-part)$/.test(step.id),
  );
  const removed = new Set(
    members.flatMap(step =>
      step.kind === 'remove' && step.cluster === spec.hub.cluster
        ? step.keys.map(idOf)
        : [],
    ),
  );
  const hub = siteRemovalSteps(
    spec,
    hubPlace(spec),
    observed,
    links.map(step => step.id),
  )
    .map(step =>
      step.kind === 'remove'
        ? {
            ...step,
            keys: step.keys.filter(key => !removed.has(idOf(key))),
          }
        : step,
    )
    // What waits for an emptied step waits for it still, except for the last one, for which nothing waits.
    .filter(
      step =>
        step.kind !== 'remove' ||
        step.keys.length > 0 ||
        !step.id.endsWith('/credentials'),
    );
  return [...members, ...hub];
}
