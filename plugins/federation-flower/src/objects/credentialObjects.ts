import {
  FlowerFederationSpec,
  FlowerMemberSpec,
} from '@backstage-federation/plugin-federation-common';
import {
  KubeConfigMap,
  KubeObject,
  KubeSecret,
} from '@backstage-federation/kubernetes-clusters';
import {
  AUTHORITY_COMPONENT,
  AUTHORITY_CONFIG_MAP,
  AUTHORITY_SECRET,
  HOSTS_ANNOTATION,
  NOT_AFTER_ANNOTATION,
  SUPERLINK_COMPONENT,
  SUPERLINK_TLS_SECRET,
  SUPERNODE_COMPONENT,
  superNodeKeySecret,
} from '../names';
import { CertificatePair, certificateFacts } from '../security/certificates';
import { SuperNodeKey } from '../security/superNodeKey';
import { componentLabels } from './podParts';

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** A value of a Secret as text. @internal */
export function secretText(
  secret: KubeObject | undefined,
  key: string,
): string | undefined {
  const value = (secret as KubeSecret | undefined)?.data?.[key];
  return value === undefined
    ? undefined
    : Buffer.from(value, 'base64').toString('utf8');
}

function tlsSecret(
  spec: FlowerFederationSpec,
  name: string,
  pair: CertificatePair,
  ca?: string,
): KubeSecret {
  const facts = certificateFacts(pair.certificate);
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name,
      namespace: spec.hub.namespace,
      labels: componentLabels(spec, SUPERLINK_COMPONENT),
      // What a plan may know of it without reading what is inside.
      annotations: {
        [NOT_AFTER_ANNOTATION]: facts?.notAfter ?? '',
        ...(facts?.hosts.length
          ? { [HOSTS_ANNOTATION]: facts.hosts.join(',') }
          : {}),
      },
    },
    type: 'kubernetes.io/tls',
    data: {
      ...(ca ? { 'ca.crt': base64(ca) } : {}),
      'tls.crt': base64(pair.certificate),
      'tls.key': base64(pair.key),
    },
  };
}

/** The authority's Secret on the hub; no pod has it. @internal */
export function authoritySecret(
  spec: FlowerFederationSpec,
  authority: CertificatePair,
): KubeSecret {
  return tlsSecret(spec, AUTHORITY_SECRET, authority);
}

/** The SuperLink's Secret on the hub. @internal */
export function superLinkTlsSecret(
  spec: FlowerFederationSpec,
  server: CertificatePair,
  ca: string,
): KubeSecret {
  return tlsSecret(spec, SUPERLINK_TLS_SECRET, server, ca);
}

/** The authority's certificate, for who verifies: SuperNodes, and who asks the Control API. @internal */
export function authorityConfigMap(
  spec: FlowerFederationSpec,
  place: { namespace: string; member?: string },
  ca: string,
): KubeConfigMap {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: AUTHORITY_CONFIG_MAP,
      namespace: place.namespace,
      labels: componentLabels(spec, AUTHORITY_COMPONENT, place.member),
    },
    data: { 'ca.crt': ca },
  };
}

/** A SuperNode's Secret on its member. @internal */
export function superNodeKeyObject(
  spec: FlowerFederationSpec,
  member: Pick<FlowerMemberSpec, 'name' | 'namespace'>,
  superNode: string,
  key: SuperNodeKey,
): KubeSecret {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: superNodeKeySecret(superNode),
      namespace: member.namespace,
      labels: componentLabels(spec, SUPERNODE_COMPONENT, member.name),
    },
    type: 'kubernetes.io/ssh-auth',
    data: {
      'ssh-privatekey': base64(key.privateKey),
      'public.pem': base64(key.publicKey),
    },
  };
}
