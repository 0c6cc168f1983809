import { Finding } from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { SkupperSite } from '../types';
import {
  Overdue,
  USUAL,
  conditionEvidence,
  finding,
  serviceSubject,
  nameOf,
} from './build';

/** Where one end of a service is. @internal */
export interface EndPlace {
  cluster: string;
  namespace: string;
  /** `hub` or the member's name. */
  label: string;
  /** The site there; absent when there is none, or when it was not looked at. */
  site?: SkupperSite;
}

/** @internal */
export function controllerNotReacting(
  place: EndPlace,
  object: KubeObject,
  key: string,
): Finding {
  return finding(
    'controller-not-reacting',
    'error',
    serviceSubject(key),
    `The Skupper controller of ${
      place.cluster
    } does not react to ${object.kind.toLowerCase()} "${key}" of ${nameOf(
      place,
    )}.`,
    'It looks at each one at least every 30 seconds. It is not running, or does not control this namespace.',
    [conditionEvidence(place, object, 'Configured')],
    `Check that the pod "skupper-controller" is running in cluster "${place.cluster}".`,
  );
}

/** What `No active site in namespace` means. @internal */
export function withoutSite(
  place: EndPlace,
  object: KubeObject,
  key: string,
  overdue: Overdue,
): Finding[] {
  const { site } = place;
  if (site) {
    // A site that has just been made is seen by its listeners at the controller's next resync.
    return overdue(site.metadata.creationTimestamp, USUAL.controller)
      ? [controllerNotReacting(place, object, key)]
      : [];
  }
  return [
    finding(
      'service-without-site',
      'error',
      serviceSubject(key),
      `${object.kind} "${key}" of ${nameOf(
        place,
      )} has no site in its namespace.`,
      'Without a site nothing carries its connections.',
      [conditionEvidence(place, object, 'Configured')],
      `Run the template of the federation again: it makes the site in namespace "${place.namespace}" of cluster "${place.cluster}".`,
    ),
  ];
}

/** A missing Secret keeps a listener or connector out of the router, and Skupper 2.2 does not say so. @internal */
export function credentialsHint(secret: string | undefined): string {
  return secret
    ? ` This one asks for TLS with Secret "${secret}": when that is missing, the router leaves it out, and nothing says so.`
    : '';
}
