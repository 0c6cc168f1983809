import {
  COMPONENT_LABEL,
  FEDERATION_LABEL,
  MEMBER_LABEL,
} from '@backstage-federation/plugin-federation-common';

/** Annotation on a Link: UID of the hub's Site that it was issued for. @public */
export const HUB_SITE_ANNOTATION = 'backstage-federation.dev/hub-site-id';

/** Annotation on a Link: `token` or `certificate`. @public */
export const LINK_MODE_ANNOTATION = 'backstage-federation.dev/link-mode';

/** Annotation on an object that the controller has not looked at: when it was last touched, ISO 8601. @internal */
export const TOUCHED_AT_ANNOTATION = 'backstage-federation.dev/touched-at';

/** Annotation on a Link made by certificate, whose only purpose is that the controller gets an event. @public */
export const TOUCHED_ANNOTATION = 'backstage-federation.dev/touched';

/** Label that Skupper sets on the Services it makes for Listeners. @public */
export const LISTENER_SERVICE_LABEL = 'internal.skupper.io/listener';

/** ConfigMap that the router's kube-adaptor writes. @public */
export const NETWORK_STATUS = 'skupper-network-status';

/** ConfigMap that hands a namespace to a certain controller. @internal */
export const CONTROLLER_CONFIG = 'skupper';

/** The group that holds all endpoints of a site without HA. */
const ROUTER_GROUP = 'skupper-router';

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

/**
 * The names that a member's link can have: the usual one, and one for a link that takes over from it. Both can be there
 * at once, so the old one goes only when the new one has its credentials.
 *
 * @internal
 */
export function linkNames(hubSite: string): [string, string] {
  return [tokenLinkName(hubSite), `${tokenLinkName(hubSite)}-renewed`];
}

/** Name of the Link that `skupper link generate` gives to an endpoint group. @public */
export function certificateLinkName(hubSite: string, group?: string): string {
  return groupLinkName(linkSecretName(hubSite), group);
}

/** The same of a link whose credentials have that name. @internal */
export function groupLinkName(credentials: string, group?: string): string {
  return `${credentials}-${group || ROUTER_GROUP}`;
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
