import { kube } from '@backstage-federation/kubernetes-clusters';
import {
  Observed,
  PlanStep,
  UntilStep,
} from '@backstage-federation/plugin-federation-node';
import { explainLink } from '../diagnose/explain';
import { NETWORK_STATUS, tokenLinkName } from '../names';
import { LinkTarget } from '../objects';
import { skupperTypes } from '../resources';
import { SkupperLink, SkupperSite } from '../types';
import { certificateSteps, touchCertificateLink } from './linkCertificateSteps';
import { decideLink } from './linkDecision';
import { linkProgress } from './linkPredicates';
import {
  linkKey,
  reissueSteps,
  tokenCleanSteps,
  tokenSteps,
  touchTokenLink,
} from './linkTokenSteps';

/** A touched link is up within seconds; a router pod that has just started may need longer. */
const LINK_TIMEOUT_MS = 120_000;

/** @public */
export interface LinkStepsOptions {
  /** Ids of the steps before; default: both sites are ready. */
  dependsOn?: string[];
  /** Issue a new link even when there is one (rotation). */
  reissue?: boolean;
  timeoutMs?: number;
}

/**
 * Links a member to the hub and waits until the link carries traffic: `<member>/link-operational`.
 *
 * When there is a link to this very hub Site already, nothing is issued; one to a former hub Site is taken away first.
 *
 * @param target - both ends, and how the link gets its credentials
 * @param observed - what there is of Sites, Links, tokens, grants and certificates
 * @public
 */
export function linkSteps(
  target: LinkTarget,
  observed: Observed,
  options: LinkStepsOptions = {},
): PlanStep[] {
  const { member } = target;
  const before = options.dependsOn ?? [
    'hub/site-ready',
    `${member}/site-ready`,
  ];
  const decision = decideLink(target, observed, options.reissue);
  const operational = (dependsOn: string[]) =>
    untilOperational(target, dependsOn, decision.link, options.timeoutMs);
  const operationalId = `${member}/link-operational`;

  if (decision.action === 'issue') {
    const old = reissueSteps(target, decision.left);
    const after = [...before, ...(old.length ? [old[old.length - 1].id] : [])];
    return target.mode === 'token'
      ? [
          ...old,
          ...tokenSteps(target, after),
          operational([`${member}/link/touch`]),
          ...tokenCleanSteps(target, [operationalId]),
        ]
      : [
          ...old,
          ...certificateSteps(target, after),
          operational([`${member}/link/touch`]),
        ];
  }
  const steps: PlanStep[] = [];
  if (decision.left.links.length) {
    steps.push({
      kind: 'remove',
      id: `${member}/link/remove-old`,
      title: `${member}: remove links to a former hub site`,
      cluster: target.from.cluster,
      dependsOn: before,
      keys: decision.left.links.map(name => linkKey(target, name)),
    });
  }
  if (decision.action === 'label') {
    steps.push(
      touchTokenLink(
        target,
        decision.link ?? tokenLinkName(target.hub.site),
        before,
      ),
    );
  } else if (decision.action === 'update') {
    steps.push(touchCertificateLink(target, before));
  }
  steps.push(operational([...before, ...steps.map(step => step.id)]));
  if (decision.left.token || decision.left.grant) {
    steps.push(...tokenCleanSteps(target, [operationalId]));
  }
  return steps;
}

function untilOperational(
  target: LinkTarget,
  dependsOn: string[],
  kept: string | undefined,
  timeoutMs: number = LINK_TIMEOUT_MS,
): UntilStep {
  const { member, hub, from } = target;
  const isOfThisLink = (name: string) =>
    name === kept ||
    name === tokenLinkName(hub.site) ||
    name.startsWith(`${tokenLinkName(hub.site)}-`);
  return {
    kind: 'until',
    id: `${member}/link-operational`,
    title: `${member}: link to the hub operational`,
    cluster: from.cluster,
    dependsOn,
    watches: {
      links: {
        cluster: from.cluster,
        type: skupperTypes.link,
        namespace: from.namespace,
      },
      memberSite: {
        cluster: from.cluster,
        type: skupperTypes.site,
        namespace: from.namespace,
        name: from.site,
      },
      hubSite: {
        cluster: hub.cluster,
        type: skupperTypes.site,
        namespace: hub.namespace,
        name: hub.site,
      },
      networkStatus: {
        cluster: from.cluster,
        type: kube.configMap,
        namespace: from.namespace,
        name: NETWORK_STATUS,
      },
    },
    predicate: objects =>
      linkProgress({
        links: ((objects.links ?? []) as SkupperLink[]).filter(link =>
          isOfThisLink(link.metadata.name),
        ),
        hubSite: objects.hubSite?.[0] as SkupperSite | undefined,
        memberSite: objects.memberSite?.[0] as SkupperSite | undefined,
        networkStatus: objects.networkStatus?.[0],
      }),
    timeoutMs,
    explain: objects => explainLink(target, objects),
  };
}
