import { LinkMode } from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { ExposedService } from '@backstage-federation/plugin-federation-node';
import {
  HUB_SITE_ANNOTATION,
  LINK_MODE_ANNOTATION,
  federationLabels,
  grantName,
  groupLinkName,
  linkCertificateName,
  linkSecretName,
  selectorText,
} from './names';
import { SKUPPER_API } from './resources';
import { SkupperAccessGrant, SkupperEndpoint, SkupperSite } from './types';

/** A site's place and name. @public */
export interface SiteTarget {
  federation: string;
  cluster: string;
  namespace: string;
  /** Name of the Site. */
  site: string;
  /** Absent for the hub. */
  member?: string;
}

/** Both ends of a link. @public */
export interface LinkTarget {
  federation: string;
  member: string;
  hub: { cluster: string; namespace: string; site: string };
  from: { cluster: string; namespace: string; site: string };
  cost: number;
  /** How the link gets its credentials. */
  mode: LinkMode;
  /** Name of the token, of what Skupper makes of it, and of the Secret; default `link-<hub site>`. */
  credentials?: string;
}

/** Name of the token, Link and Secret of a link. @internal */
export function credentialsName({ hub, credentials }: LinkTarget): string {
  return credentials ?? linkSecretName(hub.site);
}

/** What a member's Site owns goes when the Site goes. */
function ownedBy(site: SkupperSite) {
  return [
    {
      apiVersion: SKUPPER_API,
      kind: 'Site',
      name: site.metadata.name,
      uid: site.metadata.uid ?? '',
    },
  ];
}

/** `skupper site create`. @internal */
export function siteObject(
  target: SiteTarget & { linkAccess?: string },
): KubeObject {
  return {
    apiVersion: SKUPPER_API,
    kind: 'Site',
    metadata: {
      name: target.site,
      namespace: target.namespace,
      labels: federationLabels(target.federation, 'site', target.member),
    },
    spec: target.linkAccess ? { linkAccess: target.linkAccess } : {},
  };
}

/** `skupper token issue`. @internal */
export function grantObject(target: LinkTarget): KubeObject {
  return {
    apiVersion: SKUPPER_API,
    kind: 'AccessGrant',
    metadata: {
      name: grantName(target.federation, target.member),
      namespace: target.hub.namespace,
      labels: federationLabels(target.federation, 'link', target.member),
    },
    spec: { redemptionsAllowed: 1, expirationWindow: '15m0s' },
  };
}

/** `skupper token redeem`. Holds the grant's code: never print it. @internal */
export function tokenObject(
  target: LinkTarget,
  grant: SkupperAccessGrant,
): KubeObject {
  const { url = '', code = '', ca = '' } = grant.status ?? {};
  return {
    apiVersion: SKUPPER_API,
    kind: 'AccessToken',
    metadata: {
      name: credentialsName(target),
      namespace: target.from.namespace,
      labels: federationLabels(target.federation, 'link', target.member),
    },
    spec: { url, code, ca, linkCost: target.cost },
  };
}

/** The labels and annotations by which a Link is known as ours and as issued for one hub Site. @internal */
export function linkMetadata(
  target: LinkTarget,
  hubSiteId: string,
  mode: LinkMode,
) {
  return {
    labels: federationLabels(target.federation, 'link', target.member),
    annotations: {
      [HUB_SITE_ANNOTATION]: hubSiteId,
      [LINK_MODE_ANNOTATION]: mode,
    },
  };
}

/** First half of `skupper link generate`: a client certificate for one member. @internal */
export function certificateObject(
  target: LinkTarget,
  hubSite: SkupperSite,
  memberSite: SkupperSite,
): KubeObject {
  return {
    apiVersion: SKUPPER_API,
    kind: 'Certificate',
    metadata: {
      name: linkCertificateName(target.member),
      namespace: target.hub.namespace,
      labels: federationLabels(target.federation, 'link', target.member),
      ownerReferences: ownedBy(hubSite),
    },
    spec: {
      ca: hubSite.status?.defaultIssuer || 'skupper-site-ca',
      client: true,
      subject: memberSite.metadata.uid ?? '',
    },
  };
}

/** Second half: the Secret on the member. Holds a private key: never print it. @internal */
export function linkSecretObject(
  target: LinkTarget,
  secret: KubeObject,
  memberSite: SkupperSite,
): KubeObject {
  const data = (secret.data ?? {}) as Record<string, string>;
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: credentialsName(target),
      namespace: target.from.namespace,
      labels: federationLabels(target.federation, 'link', target.member),
      ownerReferences: ownedBy(memberSite),
    },
    type: 'kubernetes.io/tls',
    data: {
      'ca.crt': data['ca.crt'],
      'tls.crt': data['tls.crt'],
      'tls.key': data['tls.key'],
    },
  };
}

/** Endpoints by router group, in a stable order: the controller's order varies. @internal */
export function endpointGroups(
  endpoints: SkupperEndpoint[],
): Map<string, SkupperEndpoint[]> {
  const groups = new Map<string, SkupperEndpoint[]>();
  const sorted = [...endpoints].sort(
    (a, b) =>
      (a.group ?? '').localeCompare(b.group ?? '') ||
      b.name.localeCompare(a.name) ||
      a.host.localeCompare(b.host),
  );
  for (const endpoint of sorted) {
    const group = endpoint.group ?? '';
    groups.set(group, [...(groups.get(group) ?? []), endpoint]);
  }
  return groups;
}

/** Last half: one Link per endpoint group. @internal */
export function certificateLinkObjects(
  target: LinkTarget,
  hubSite: SkupperSite,
  memberSite: SkupperSite,
  annotations: Record<string, string> = {},
): KubeObject[] {
  const groups = endpointGroups(hubSite.status?.endpoints ?? []);
  const metadata = linkMetadata(
    target,
    hubSite.metadata.uid ?? '',
    'certificate',
  );
  return [...groups].map(([group, endpoints]) => ({
    apiVersion: SKUPPER_API,
    kind: 'Link',
    metadata: {
      name: groupLinkName(credentialsName(target), group),
      namespace: target.from.namespace,
      labels: metadata.labels,
      annotations: { ...metadata.annotations, ...annotations },
      ownerReferences: ownedBy(memberSite),
    },
    spec: {
      endpoints,
      tlsCredentials: credentialsName(target),
      cost: target.cost,
    },
  }));
}

/** `skupper connector create <key> <port> --workload …`. @internal */
export function connectorObject(
  target: { federation: string; namespace: string },
  service: ExposedService,
): KubeObject {
  return {
    apiVersion: SKUPPER_API,
    kind: 'Connector',
    metadata: {
      name: service.routingKey,
      namespace: target.namespace,
      labels: federationLabels(target.federation, 'connector'),
    },
    spec: {
      routingKey: service.routingKey,
      port: service.port,
      selector: selectorText(service.selector),
      type: 'tcp',
    },
  };
}

/** `skupper listener create <key> <port>`. @internal */
export function listenerObject(
  target: { federation: string; namespace: string; member?: string },
  service: ExposedService,
): KubeObject {
  return {
    apiVersion: SKUPPER_API,
    kind: 'Listener',
    metadata: {
      name: service.routingKey,
      namespace: target.namespace,
      labels: federationLabels(target.federation, 'listener', target.member),
    },
    spec: {
      routingKey: service.routingKey,
      host: service.host,
      port: service.port,
      type: 'tcp',
    },
  };
}
