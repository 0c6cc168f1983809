import { SkupperFederationSpec } from '@backstage-federation/plugin-federation-common';
import { kube } from '@backstage-federation/kubernetes-clusters';
import {
  ReadRequest,
  ExposedService,
} from '@backstage-federation/plugin-federation-node';
import { linkCertificateName, linkNames } from './names';
import { operatorReads } from './operator/reads';
import { skupperTypes } from './resources';
import { CONTROLLER_POD_SELECTORS } from './steps/controllerDetection';
import { linkTarget, placesOf } from './targets';

/** What a plan must see: the sites' namespaces, and the controller of each cluster. @internal */
export function skupperReads(
  spec: SkupperFederationSpec,
  services: ExposedService[],
): ReadRequest[] {
  const places = placesOf(spec);
  const clusters = [...new Set(places.map(place => place.cluster))];
  // A link certificate's Secret has the Certificate's name.
  const certificates = spec.members
    .map(m => linkTarget(spec, m))
    .filter(({ mode }) => mode === 'certificate')
    .map(({ hub, member }) => ({
      cluster: hub.cluster,
      namespace: hub.namespace,
      type: kube.secret,
      name: linkCertificateName(member),
    }));
  return [
    ...certificates,
    ...clusters.flatMap(cluster =>
      CONTROLLER_POD_SELECTORS.map(labelSelector => ({
        cluster,
        type: kube.pod,
        labelSelector,
      })),
    ),
    ...places.flatMap(({ cluster, namespace }) => {
      const all = [
        skupperTypes.site,
        skupperTypes.link,
        skupperTypes.accessGrant,
        skupperTypes.accessToken,
        skupperTypes.connector,
        skupperTypes.listener,
        skupperTypes.certificate,
      ].map(type => ({ cluster, namespace, type }));
      const named = [
        ...linkNames(spec.hub.site).map(name => ({ type: kube.secret, name })),
        { type: kube.configMap, name: 'skupper-site' },
        { type: kube.deployment, name: 'skupper-service-controller' },
        ...services.map(service => ({
          type: kube.service,
          name: service.host,
        })),
      ].map(request => ({ cluster, namespace, ...request }));
      return [...all, ...named];
    }),
    ...clusters.flatMap(operatorReads),
  ];
}
