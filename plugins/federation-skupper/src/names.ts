import {
  COMPONENT_LABEL,
  FEDERATION_LABEL,
  MEMBER_LABEL,
} from '@backstage-federation/plugin-federation-common';

/** Annotation on a Link: UID of the hub's Site that it was issued for. @public */
export const HUB_SITE_ANNOTATION = 'backstage-federation.dev/hub-site-id';

/** Annotation on a Link: `token` or `certificate`. @public */
export const LINK_MODE_ANNOTATION = 'backstage-federation.dev/link-mode';

/** Annotation on a Link made by certificate, whose only purpose is that the controller gets an event. @public */
export const TOUCHED_ANNOTATION = 'backstage-federation.dev/touched';

/** Label that Skupper sets on the Services it makes for Listeners. @public */
export const LISTENER_SERVICE_LABEL = 'internal.skupper.io/listener';

/** ConfigMap that the router's kube-adaptor writes. @public */
export const NETWORK_STATUS = 'skupper-network-status';

/** ConfigMap that hands a namespace to a certain controller. @internal */
export const CONTROLLER_CONFIG = 'skupper';

/** The group that holds all endpoints of a site without HA. @public */
export const ROUTER_GROUP = 'skupper-router';

/** Selects the router's pods of a site. @public */
export const ROUTER_POD_SELECTOR =
  'skupper.io/component=router,skupper.io/type=site';

/**
 * Name of the AccessToken on the member, which is also the name of the Link and the Secret that Skupper makes of it.
 *
 * @public
 */
export function tokenLinkName(hubSite: string): string {
  return `link-${hubSite}`;
}

/** Name of the Link that `skupper link generate` gives to an endpoint group. @public */
export function certificateLinkName(hubSite: string, group?: string): string {
  return `link-${hubSite}-${group || ROUTER_GROUP}`;
}

/** Name of the link's Secret on the member, as `skupper link generate` gives it. @public */
export function linkSecretName(hubSite: string): string {
  return `link-${hubSite}`;
}

/** Name of the AccessGrant on the hub. @public */
export function grantName(federation: string, member: string): string {
  return `${federation}-${member}`;
}

/** Name of the Certificate on the hub: one per member, so that a member can be taken away alone. @public */
export function linkCertificateName(member: string): string {
  return `link-${member}`;
}

/** Labels of an object that this project makes. @internal */
export function federationLabels(
  federation: string,
  component: string,
  member?: string,
): Record<string, string> {
  return {
    [FEDERATION_LABEL]: federation,
    [COMPONENT_LABEL]: component,
    ...(member ? { [MEMBER_LABEL]: member } : {}),
  };
}

/** A Kubernetes label selector with sorted keys: `a=1,b=2`. @public */
export function selectorText(labels: Record<string, string>): string {
  return Object.keys(labels)
    .sort()
    .map(key => `${key}=${labels[key]}`)
    .join(',');
}
