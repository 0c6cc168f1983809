import {
  Evidence,
  FederationSpec,
} from '@backstage-federation/plugin-federation-common';
import {
  ClusterSnapshot,
  ControlNode,
  ControlReading,
} from '@backstage-federation/plugin-federation-node';
import { Pod } from '../kube';
import {
  AUTHORITY_CONFIG_MAP,
  PUBLIC_KEY_ANNOTATION,
  SUPERNODE_CONTAINER,
} from '../names';
import { flowerProfile } from '../profiles';
import { certificateFacts } from '../security/certificates';
import { authorityOf, SuperNodeParts } from '../view/targets';

/** Why TLS or authentication keeps a SuperNode out, as far as that shows without reading a Secret. @internal */
export interface SecurityCause {
  cause: string;
  /** For the row. */
  reason: string;
  title: string;
  explanation: string;
  evidence: Evidence[];
  remedy: string;
}

/** SHA-256 of the public key that a SuperNode runs with. @internal */
export function keyOfSuperNode(parts: SuperNodeParts): string | undefined {
  const of = (annotations: Record<string, string> | undefined) =>
    annotations?.[PUBLIC_KEY_ANNOTATION];
  const [pod] = parts.pods;
  return of((pod ?? parts.deployment?.spec?.template)?.metadata?.annotations);
}

function dialledHost(pod: Pod | undefined): string | undefined {
  const { args = [] } =
    pod?.spec?.containers?.find(c => c.name === SUPERNODE_CONTAINER) ?? {};
  const address = args[args.indexOf('--superlink') + 1];
  return /^\[?(.+?)\]?:\d+$/.exec(address ?? '')?.[1];
}

const short = (fingerprint: string) => `${fingerprint.slice(0, 16)}…`;

function otherAuthority(
  spec: FederationSpec,
  parts: SuperNodeParts,
  hub: ClusterSnapshot | undefined,
): SecurityCause | undefined {
  const { cluster, namespace } = parts;
  const wanted = authorityOf(hub, spec.hub.namespace);
  const has = authorityOf(parts.snapshot, namespace);
  if (!wanted || !has || wanted.trim() === has.trim()) return undefined;
  const mark = (pem: string) =>
    short(certificateFacts(pem)?.fingerprint ?? 'no certificate');
  const text = (pem: string) => `authority sha256 ${mark(pem)}`;
  return {
    cause: 'supernode-other-authority',
    reason: 'It trusts another authority than the SuperLink’s.',
    title: 'The SuperNode trusts another authority than the SuperLink’s.',
    explanation:
      'A SuperNode talks only to a SuperLink whose certificate was signed by the authority that it was given. The hub has another one.',
    evidence: [
      {
        kind: 'object',
        source: `${cluster}/${namespace} ConfigMap ${AUTHORITY_CONFIG_MAP}`,
        text: text(has),
      },
      {
        kind: 'object',
        source: `${spec.hub.cluster}/${spec.hub.namespace} ConfigMap ${AUTHORITY_CONFIG_MAP}`,
        text: text(wanted),
      },
    ],
    remedy:
      'Apply the federation again: it gives the member the right certificate and starts its SuperNodes anew.',
  };
}

function certificateCause(
  spec: FederationSpec,
  parts: SuperNodeParts,
  control: ControlReading | undefined,
  now: Date,
): SecurityCause | undefined {
  const certificate = control?.certificate;
  const host = dialledHost(parts.pods[0]);
  if (!certificate) return undefined;
  const source = `${spec.hub.cluster}/${spec.hub.namespace} certificate that the SuperLink shows`;
  if (Date.parse(certificate.notAfter) <= now.getTime()) {
    return {
      cause: 'supernode-certificate-expired',
      reason: 'The SuperLink’s certificate has ended.',
      title: 'The SuperNode refuses the SuperLink’s certificate: it has ended.',
      explanation:
        'A certificate is valid until a date. Connections that were open before go on; new ones are refused.',
      evidence: [
        { kind: 'api', source, text: `valid until ${certificate.notAfter}` },
      ],
      remedy: 'Apply the federation again: it renews the certificate.',
    };
  }
  if (!host || certificate.hosts.includes(host)) return undefined;
  return {
    cause: 'supernode-certificate-host',
    reason: `The SuperLink’s certificate does not name ${host}.`,
    title: `The SuperLink’s certificate does not name ${host}, the host that the SuperNode dials.`,
    explanation:
      'A SuperNode accepts a certificate only for the host that it dialled. Flower does not say so: its log looks as if the SuperLink were down.',
    evidence: [
      {
        kind: 'api',
        source,
        text: `names ${certificate.hosts.join(', ') || 'no host'}`,
      },
    ],
    remedy: `Apply the federation again: it makes a certificate that names ${host}. One that you made yourself must name it too.`,
  };
}

function registrationCause(
  spec: FederationSpec,
  parts: SuperNodeParts,
  control: ControlReading | undefined,
  node: ControlNode | undefined,
): SecurityCause | undefined {
  const key = keyOfSuperNode(parts);
  if (
    spec.workload.security !== 'supernode-auth' ||
    control?.state !== 'ok' ||
    !key ||
    (node && node.status !== 'unregistered')
  ) {
    return undefined;
  }
  const alive = flowerProfile(spec.workload.version).failedNodeStaysAlive
    ? ' With this Flower release its pod stays ready all the same, and never tries again.'
    : '';
  const source = 'SuperLink Control API';
  return node
    ? {
        cause: 'supernode-unregistered',
        reason: 'Its key was unregistered.',
        title: 'The SuperNode’s key was unregistered.',
        explanation: `A SuperLink never takes a key again that was unregistered.${alive}`,
        evidence: [
          {
            kind: 'api',
            source,
            text: `node ${node.nodeId} with key sha256 ${short(
              key,
            )} is unregistered`,
            ...(node.unregisteredAt ? { at: node.unregisteredAt } : {}),
          },
        ],
        remedy: `If it shall belong to the federation, delete the Secret ${parts.name}-key on the member and apply the federation again: it gets a new key.`,
      }
    : {
        cause: 'supernode-not-registered',
        reason: 'Its key is not registered.',
        title: 'The SuperLink does not know the SuperNode’s key.',
        explanation: `With SuperNode authentication only registered keys may connect. Either it was never registered, or the SuperLink’s pod was replaced: registrations go with it.${alive}`,
        evidence: [
          {
            kind: 'api',
            source,
            text: `no node has the key sha256 ${short(key)}`,
          },
        ],
        remedy:
          'Apply the federation again: it registers the key and starts the SuperNode anew.',
      };
}

/**
 * Why TLS or authentication keeps a SuperNode out. Flower itself often does not tell: a certificate for another host looks
 * like a SuperLink that is down, and a refusal has one code for many reasons.
 *
 * @internal
 */
export function securityCause(options: {
  spec: FederationSpec;
  parts: SuperNodeParts;
  hub: ClusterSnapshot | undefined;
  control: ControlReading | undefined;
  node: ControlNode | undefined;
  now: Date;
}): SecurityCause | undefined {
  const { spec, parts, hub, control, node, now } = options;
  const { pods } = parts;
  if (
    spec.workload.security === 'insecure' ||
    !pods.length ||
    (control?.state === 'ok' && node?.status === 'online')
  ) {
    return undefined;
  }
  return (
    otherAuthority(spec, parts, hub) ??
    certificateCause(spec, parts, control, now) ??
    registrationCause(spec, parts, control, node)
  );
}
