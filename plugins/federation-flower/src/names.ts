import { COMPONENT_LABEL } from '@backstage-federation/plugin-federation-common';

/** Names and labels of what Flower runs as, from the guides (`superlink`, `superlink-service`, `fleet-api`). */

/** Name of the SuperLink's Deployment, and value of its pods' `app` label. @public */
export const SUPERLINK_NAME = 'superlink';
/** Name of the SuperLink's Service. @public */
export const SUPERLINK_SERVICE_NAME = 'superlink-service';
/** Routing key of the Fleet API, and host under which SuperNodes reach it. @public */
export const FLEET_SERVICE = 'fleet-api';
/** Container in a SuperLink pod. @public */
export const SUPERLINK_CONTAINER = 'superlink';
/** Container of the gateway in a SuperLink pod, from Flower 1.40 on. @public */
export const GATEWAY_CONTAINER = 'fleet-gateway';
/** ConfigMap with the gateway's configuration. @public */
export const GATEWAY_CONFIG_MAP = 'superlink-fleet-gateway';
/** Container in a SuperNode pod. @public */
export const SUPERNODE_CONTAINER = 'supernode';
/** Value of the component label on the SuperLink's objects. @public */
export const SUPERLINK_COMPONENT = 'superlink';
/** Value of the component label on a SuperNode's objects. @public */
export const SUPERNODE_COMPONENT = 'supernode';
/** User and group of the `flwr/*` images; the images name it `app`, which `runAsNonRoot` cannot check. @public */
export const FLOWER_UID = 49999;
/** Secret with the key of the federation's own certificate authority; only the product reads it. @public */
export const AUTHORITY_SECRET = 'superlink-ca';
/** Secret with the SuperLink's certificate and key. @public */
export const SUPERLINK_TLS_SECRET = 'superlink-tls';
/** ConfigMap with the authority's certificate, on the hub and on each member. @public */
export const AUTHORITY_CONFIG_MAP = 'superlink-ca';
/** Value of the component label on that ConfigMap. @public */
export const AUTHORITY_COMPONENT = 'certificate-authority';
/** Selects those ConfigMaps. @public */
export const AUTHORITY_SELECTOR = `${COMPONENT_LABEL}=${AUTHORITY_COMPONENT}`;
/** PersistentVolumeClaim with the SuperLink's database. @public */
export const SUPERLINK_CLAIM = 'superlink-state';
/** Volume of the SuperLink's pod with its database. @internal */
export const STATE_VOLUME = 'state-volume';
/** Secret with a SuperNode's key. @public */
export const superNodeKeySecret = (superNode: string) => `${superNode}-key`;
/** The SuperNode whose key is in a Secret, by the Secret's name. @public */
export const superNodeOfKeySecret = (secret: string) =>
  secret.endsWith('-key') ? secret.slice(0, -'-key'.length) : undefined;
/** Annotation on the SuperLink's pods: which certificate they started with. @public */
export const CERTIFICATE_ANNOTATION =
  'backstage-federation.dev/certificate-sha256';
/** Annotation on the SuperLink's pods: which configuration their gateway started with. @public */
export const GATEWAY_ANNOTATION = 'backstage-federation.dev/gateway-sha256';
/** Annotation on SuperNodes' pods: which authority they trust. @public */
export const AUTHORITY_ANNOTATION = 'backstage-federation.dev/authority-sha256';
/** Annotation on SuperNodes' pods: SHA-256 of the public key's PEM. @public */
export const PUBLIC_KEY_ANNOTATION =
  'backstage-federation.dev/public-key-sha256';
/** Annotation on SuperNodes' pods: the id that the SuperLink gave to their key. @public */
export const NODE_ID_ANNOTATION = 'backstage-federation.dev/node-id';
/** Annotation on a Secret with a certificate: until when it is valid. @public */
export const NOT_AFTER_ANNOTATION = 'backstage-federation.dev/not-after';
/** Annotation on a Secret with a certificate: for which hosts. @public */
export const HOSTS_ANNOTATION = 'backstage-federation.dev/hosts';
