import { InputError } from '@backstage/errors';
import {
  dnsLabel,
  FEDERATION_LABEL,
  port as tcpPort,
  serviceName,
  SkupperFederationSpec,
} from '@backstage-federation/plugin-federation-common';
import {
  Observed,
  ExposedService,
} from '@backstage-federation/plugin-federation-node';
import {
  LISTENER_SERVICE_LABEL,
  linkCertificateName,
  selectorText,
} from './names';
import { countingSites } from './facts/activeSite';
import { isSelector } from './selector';
import { enabledAccessTypes } from './steps/controllerDetection';
import { decideLink } from './steps/linkDecision';
import {
  isOurs,
  isOwnedBySite,
  seen,
  seenOne,
  seenSite,
} from './steps/observed';
import { Place, hubPlace, linkTarget, memberPlace, placesOf } from './targets';
import { SkupperListener, SkupperSite } from './types';

/** The problems of a spec in view of what the clusters hold: `field: rule`. @internal */
export function problemsOf(
  spec: SkupperFederationSpec,
  services: ExposedService[],
  observed: Observed,
): string[] {
  return [
    ...placesOf(spec).flatMap(place => siteProblems(place, observed)),
    ...accessProblems(spec, observed),
    ...ownServiceProblems(services),
    ...spec.members.flatMap(member => {
      const place = memberPlace(spec, member);
      return [
        ...samePlaceProblems(spec, place, observed),
        ...issueProblems(spec, place, observed),
        ...nameProblems(spec, place, observed),
        ...serviceProblems(
          `${place.field}.namespace`,
          place,
          services,
          observed,
        ),
      ];
    }),
  ];
}

/**
 * Refuses what cannot work, before anything is created.
 *
 * @throws InputError that names each field and its rule
 * @internal
 */
export function validateSkupper(
  spec: SkupperFederationSpec,
  services: ExposedService[],
  observed: Observed,
): void {
  const problems = problemsOf(spec, services, observed);
  if (problems.length) throw new InputError(problems.join('\n'));
}

/**
 * Refuses listeners whose hosts or ports are taken.
 *
 * @param field - the field that says where they are
 * @throws InputError that names it, and by what they are taken
 * @internal
 */
export function refuseTakenServices(
  field: string,
  place: Pick<Place, 'cluster' | 'namespace'>,
  services: ExposedService[],
  observed: Observed,
): void {
  const problems = serviceProblems(field, place, services, observed);
  if (problems.length) throw new InputError(problems.join('\n'));
}

function where(place: Pick<Place, 'cluster' | 'namespace'>): string {
  return `namespace "${place.namespace}" of cluster "${place.cluster}"`;
}

function siteProblems(place: Place, observed: Observed): string[] {
  const problems: string[] = [];
  for (const site of countingSites(
    seen<SkupperSite>(observed, place, 'Site'),
    place.site,
  )) {
    const other = site.metadata.labels?.[FEDERATION_LABEL];
    if (other && other !== place.federation) {
      problems.push(
        `${place.field}.namespace: ${where(
          place,
        )} belongs to another federation; a namespace can be in one federation only`,
      );
    } else if (site.metadata.name !== place.site) {
      problems.push(
        `${place.field}.site: ${where(place)} has a site "${
          site.metadata.name
        }" already; a namespace can hold only one site. Use its name, or another namespace`,
      );
    }
  }
  const v1 =
    seenOne(observed, place, 'ConfigMap', 'skupper-site') ??
    seenOne(observed, place, 'Deployment', 'skupper-service-controller');
  if (v1) {
    problems.push(
      `${place.field}.namespace: ${where(place)} has a Skupper v1 site (${
        v1.kind
      } ${
        v1.metadata.name
      }); v1 and v2 cannot share a network. Use another namespace`,
    );
  }
  return problems;
}

function accessProblems(
  spec: SkupperFederationSpec,
  observed: Observed,
): string[] {
  const problems: string[] = [];
  const place = hubPlace(spec);
  const hub = observed.clusters[spec.hub.cluster];
  const site = seenSite(observed, place);
  if (hub?.openshift === false) {
    // Without the Route API the controller crashes at a route, and goes on to when the setting is changed.
    if (spec.hub.linkAccess === 'route') {
      problems.push(
        `hub.linkAccess: "route" needs the Route API (route.openshift.io/v1), which cluster "${spec.hub.cluster}" does not serve; use "default", "loadbalancer" or "nodeport"`,
      );
    } else if (site?.spec?.linkAccess === 'route') {
      problems.push(
        `hub.site: ${where(place)} has site "${
          place.site
        }" with link access "route", at which the Skupper controller crashes for want of the Route API; another link access type does not end that. Delete the site first`,
      );
    }
  }
  const enabled = enabledAccessTypes(hub);
  const { linkAccess } = spec.hub;
  if (enabled && linkAccess !== 'default' && !enabled.includes(linkAccess)) {
    problems.push(
      `hub.linkAccess: the Skupper controller of cluster "${
        spec.hub.cluster
      }" does not allow "${linkAccess}"; use "default" or one of ${enabled.join(
        ', ',
      )}`,
    );
  }
  if (site?.spec?.edge) {
    problems.push(
      `hub.site: ${where(place)} has site "${
        place.site
      }", which is an edge site and accepts no links. Delete the site first, or use another namespace`,
    );
  }
  return problems;
}

/** One API server may stand in the configuration under two names. */
function samePlaceProblems(
  spec: SkupperFederationSpec,
  place: Place,
  observed: Observed,
): string[] {
  const hub = hubPlace(spec);
  const uid = (p: Place) =>
    seenSite(observed, p)?.metadata.uid ??
    seenOne(observed, { cluster: p.cluster }, 'Namespace', p.namespace)
      ?.metadata.uid;
  const same =
    (place.cluster === hub.cluster && place.namespace === hub.namespace) ||
    (uid(place) !== undefined && uid(place) === uid(hub));
  return same
    ? [
        `${place.field}.namespace: member "${place.label}" is in the same namespace as the hub; a site cannot link to itself`,
      ]
    : [];
}

/** What a link needs of the hub before it is issued. */
function issueProblems(
  spec: SkupperFederationSpec,
  place: Place,
  observed: Observed,
): string[] {
  const member = spec.members.find(m => m.name === place.member)!;
  const target = linkTarget(spec, member);
  if (decideLink(target, observed).action !== 'issue') return [];
  const hub = hubPlace(spec);
  if (target.mode === 'token') {
    // A token of such a site becomes two Links, neither of which has the token's name.
    return seenSite(observed, hub)?.spec?.ha
      ? [
          `${place.field}.linkMode: the hub’s site "${hub.site}" has two routers (high availability); use link mode "certificate", which makes a link to each`,
        ]
      : [];
  }
  const name = linkCertificateName(member.name);
  const secret = seenOne(observed, hub, 'Secret', name);
  const isOfCertificate = secret?.metadata.ownerReferences?.some(
    owner => owner.kind === 'Certificate',
  );
  return secret && !isOfCertificate
    ? [
        `hub.namespace: ${where(
          hub,
        )} has a Secret "${name}" that Skupper did not make; the certificate of member "${
          member.name
        }" needs that name. Delete it, or name the member differently`,
      ]
    : [];
}

/** Skupper overwrites no Secret and no Link, and each attempt to redeem uses up the grant. */
function nameProblems(
  spec: SkupperFederationSpec,
  place: Place,
  observed: Observed,
): string[] {
  const member = spec.members.find(m => m.name === place.member)!;
  const decision = decideLink(linkTarget(spec, member), observed);
  if (decision.action !== 'issue') return [];
  const problems: string[] = [];
  const taken = (kind: string, name: string) =>
    problems.push(
      `${place.field}.namespace: ${where(place)} has ${
        /^[AEIOU]/.test(kind) ? 'an' : 'a'
      } ${kind} "${name}" that this federation did not make; the link needs that name. Delete it, or use another namespace`,
    );
  const name = decision.credentials;
  const link = seenOne(observed, place, 'Link', name);
  const { inTheWay } = decision;
  if (link && !isOurs(link, spec.name) && !inTheWay.links.includes(name)) {
    taken('Link', name);
  }
  const token = seenOne(observed, place, 'AccessToken', name);
  if (token && !isOurs(token, spec.name)) taken('AccessToken', name);
  const secret = seenOne(observed, place, 'Secret', name);
  if (secret && !isOurs(secret, spec.name) && !isOwnedBySite(secret)) {
    taken('Secret', secret.metadata.name);
  }
  return problems;
}

function serviceProblems(
  field: string,
  place: Pick<Place, 'cluster' | 'namespace'>,
  services: ExposedService[],
  observed: Observed,
): string[] {
  return services.flatMap(service => {
    const problems: string[] = [];
    const taken = seenOne(observed, place, 'Service', service.host);
    if (
      taken &&
      taken.metadata.labels?.[LISTENER_SERVICE_LABEL] === undefined
    ) {
      problems.push(
        `${field}: ${where(place)} has a Service "${
          service.host
        }" that Skupper did not make; the listener "${
          service.routingKey
        }" needs that name. Delete it, or use another namespace`,
      );
    }
    const twin = seen<SkupperListener>(observed, place, 'Listener').find(
      listener =>
        listener.metadata.name !== service.routingKey &&
        listener.spec?.host === service.host &&
        listener.spec.port === service.port,
    );
    if (twin) {
      problems.push(
        `${field}: ${where(place)} has a Listener "${
          twin.metadata.name
        }" with host "${service.host}" and port ${
          service.port
        }, which the listener "${
          service.routingKey
        }" needs. Delete it, or use another namespace`,
      );
    }
    return problems;
  });
}

/** Skupper takes what Kubernetes then refuses, and says so only in its log. */
function ownServiceProblems(services: ExposedService[]): string[] {
  return services.flatMap(({ routingKey, host, port, selector }, i) => {
    const before = services.slice(0, i);
    return [
      ...(serviceName('host').safeParse(host).success
        ? []
        : [
            `service "${routingKey}": host "${host}" must be a Service name: lower case letters, digits and "-", beginning with a letter, at most 63 characters`,
          ]),
      ...(dnsLabel('routingKey').safeParse(routingKey).success
        ? []
        : [
            `service "${routingKey}": the routing key must consist of lower case letters, digits and "-", at most 63 characters, as it names objects too`,
          ]),
      ...(tcpPort.safeParse(port).success
        ? []
        : [`service "${routingKey}": port ${port} must be 1 to 65535`]),
      ...(isSelector(selectorText(selector))
        ? []
        : [
            `service "${routingKey}": selector "${selectorText(
              selector,
            )}" must name at least one label of the pods`,
          ]),
      ...(before.some(other => other.routingKey === routingKey)
        ? [`service "${routingKey}": the routing key is used twice`]
        : []),
      ...(before.some(other => other.host === host && other.port === port)
        ? [
            `service "${routingKey}": host "${host}" and port ${port} are used twice`,
          ]
        : []),
    ];
  });
}
