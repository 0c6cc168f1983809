import { kube } from '@backstage-federation/kubernetes-clusters';
import {
  Observed,
  PlanStep,
  UntilStep,
} from '@backstage-federation/plugin-federation-node';
import { explainLink } from '../diagnose/explain';
import { NETWORK_STATUS } from '../names';
import { LinkTarget, credentialsName } from '../objects';
import { skupperTypes } from '../resources';
import { SkupperLink, SkupperSite } from '../types';
import { certificateSteps, touchCertificateLink } from './linkCertificateSteps';
import { decideLink } from './linkDecision';
import { linkProgress } from './linkPredicates';
import {
  linkKey,
  leftoverSteps,
  replacedSteps,
  tokenCleanSteps,
  tokenSteps,
  touchTokenLink,
} from './linkTokenSteps';
import { isBehind, touching } from './touching';

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
 * When there is a link to this very hub Site already, nothing is issued, and a new cost is written to it. One that has to
 * be issued anew gets other names, and the old one goes only when the new one has all that it needs.
 *
 * @param wanted - both ends, and how the link gets its credentials
 * @param observed - what there is of Sites, Links, tokens, grants and certificates
 * @public
 */
export function linkSteps(
  wanted: LinkTarget,
  observed: Observed,
  options: LinkStepsOptions = {},
): PlanStep[] {
  const { member } = wanted;
  const before = options.dependsOn ?? [
    'hub/site-ready',
    `${member}/site-ready`,
  ];
  const decision = decideLink(wanted, observed, options.reissue);
  const target = { ...wanted, credentials: decision.credentials };
  const operational = (dependsOn: string[]) =>
    untilOperational(target, dependsOn, decision.link, options.timeoutMs);
  const operationalId = `${member}/link-operational`;

  if (decision.action === 'issue') {
    const leftovers = leftoverSteps(target, decision, before);
    const after = [...before, ...leftovers.map(step => step.id)];
    const isToken = target.mode === 'token';
    const issue = isToken ? tokenSteps : certificateSteps;
    return [
      ...leftovers,
      ...issue(target, after, decision.old),
      operational([`${member}/link/touch`]),
      ...(isToken ? tokenCleanSteps(target, [operationalId]) : []),
    ];
  }
  const steps: PlanStep[] = [];
  if (decision.action === 'label' || decision.action === 'cost') {
    const cost = decision.action === 'cost';
    const link = decision.link ?? credentialsName(target);
    steps.push(touchTokenLink(target, link, before, { cost }));
  } else if (decision.action === 'update') {
    steps.push(touchCertificateLink(target, before));
  }
  steps.push(operational([...before, ...steps.map(step => step.id)]));
  // Links to a former hub site; the one that is kept carries the traffic.
  steps.push(...replacedSteps(target, decision.old, operationalId));
  if (decision.left.tokens.length || decision.left.grant) {
    const { tokens } = decision.left;
    steps.push(
      ...tokenCleanSteps(
        target,
        [operationalId],
        tokens.length ? tokens : undefined,
      ),
    );
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
  const credentials = credentialsName(target);
  const isOfThisLink = ({ metadata, spec }: SkupperLink) =>
    metadata.name === kept ||
    metadata.name === credentials ||
    spec?.tlsCredentials === credentials;
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
        links: ((objects.links ?? []) as SkupperLink[]).filter(isOfThisLink),
        hubSite: objects.hubSite?.[0] as SkupperSite | undefined,
        memberSite: objects.memberSite?.[0] as SkupperSite | undefined,
        networkStatus: objects.networkStatus?.[0],
      }),
    // The first events of a new Link may be merged into one, which the controller drops.
    touch: touching(objects =>
      ((objects.links ?? []) as SkupperLink[])
        .filter(link => isOfThisLink(link) && isBehind(link))
        .map(link => linkKey(target, link.metadata.name)),
    ),
    timeoutMs,
    explain: objects => explainLink(target, objects),
  };
}
