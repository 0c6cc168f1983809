import {
  EnsureStep,
  UntilStep,
} from '@backstage-federation/plugin-federation-node';
import { explainSite } from '../diagnose/explain';
import { ROUTER_POD_SELECTOR } from '../names';
import { SiteTarget, siteObject } from '../objects';
import { skupperTypes } from '../resources';
import { SkupperSite } from '../types';
import { kube } from '@backstage-federation/kubernetes-clusters';
import { siteProgress } from './sitePredicate';

/** `hub` or the member's name: the first part of a step id. @internal */
export function stepLabel(member: string | undefined): string {
  return member ?? 'hub';
}

/** As long as `skupper site create` waits. */
const SITE_TIMEOUT_MS = 180_000;

/**
 * Makes a site and waits until it works: `<label>/site`, `<label>/site-ready`.
 *
 * @param target - the place, and the kind of link access when other sites shall link to it
 * @param options - ids of the steps before
 * @public
 */
export function siteSteps(
  target: SiteTarget & { linkAccess?: string },
  options: { dependsOn?: string[]; timeoutMs?: number } = {},
): [EnsureStep, UntilStep] {
  const label = stepLabel(target.member);
  const { cluster, namespace } = target;
  const linkable = !['', 'none', undefined].includes(target.linkAccess);
  return [
    {
      kind: 'ensure',
      id: `${label}/site`,
      title: `${label}: create site ${target.site}`,
      cluster,
      dependsOn: options.dependsOn ?? [`${label}/namespace`],
      objects: [siteObject(target)],
      joins: true,
    },
    {
      kind: 'until',
      id: `${label}/site-ready`,
      title: `${label}: site ${target.site} ready`,
      cluster,
      dependsOn: [`${label}/site`],
      watches: {
        site: {
          cluster,
          type: skupperTypes.site,
          namespace,
          name: target.site,
        },
        pods: {
          cluster,
          type: kube.pod,
          namespace,
          labelSelector: ROUTER_POD_SELECTOR,
        },
      },
      predicate: objects =>
        siteProgress(objects.site?.[0] as SkupperSite | undefined, linkable),
      timeoutMs: options.timeoutMs ?? SITE_TIMEOUT_MS,
      explain: objects => explainSite(target, linkable, objects),
    },
  ];
}
