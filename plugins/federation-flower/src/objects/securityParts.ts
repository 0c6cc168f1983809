import { FlowerFederationSpec } from '@backstage-federation/plugin-federation-common';
import { VolumeMount, VolumeSource } from '../kube';
import {
  AUTHORITY_ANNOTATION,
  AUTHORITY_CONFIG_MAP,
  CERTIFICATE_ANNOTATION,
  NODE_ID_ANNOTATION,
  PUBLIC_KEY_ANNOTATION,
  STATE_VOLUME,
  SUPERLINK_CLAIM,
  SUPERLINK_TLS_SECRET,
  superNodeKeySecret,
} from '../names';

/** Readable by the owner and by the pod's group, which is all that an arbitrary user of OpenShift is in. */
export const READABLE = 0o440;
const CERTIFICATES = '/app/cert';
const KEYS = '/app/keys';
const STATE = '/app/state';

/** A volume and where a container has it. @internal */
export interface PodVolume extends VolumeMount {
  source: VolumeSource;
}

/** What security adds to a pod. @internal */
export interface SecurityParts {
  args: string[];
  volumes: PodVolume[];
  /** Of the pods: what they were started with, so that a change starts them anew. */
  annotations: Record<string, string>;
}

/** What is known of the certificate once it is made. @public */
export interface SuperLinkCredentials {
  /** SHA-256 of the SuperLink's certificate. */
  certificate: string;
}

/** What is known of a SuperNode's credentials once they are made and registered. @public */
export interface SuperNodeCredentials {
  /** SHA-256 of the certificate of the authority that it trusts. */
  authority: string;
  /** SHA-256 of the PEM of its public key. */
  publicKey?: string;
  /** The id that the SuperLink gave to its key. */
  nodeId?: string;
}

const INSECURE: SecurityParts = {
  args: ['--insecure'],
  volumes: [],
  annotations: {},
};

function known(annotations: Record<string, string | undefined>) {
  return Object.fromEntries(
    Object.entries(annotations).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  );
}

/** @internal */
export function superLinkSecurity(
  { workload: { security } }: FlowerFederationSpec,
  credentials: SuperLinkCredentials | undefined,
  persistent: boolean,
): SecurityParts {
  if (security === 'insecure') return INSECURE;
  const authentication = security === 'supernode-auth';
  return {
    args: [
      '--ssl-certfile',
      `${CERTIFICATES}/tls.crt`,
      '--ssl-keyfile',
      `${CERTIFICATES}/tls.key`,
      '--ssl-ca-certfile',
      `${CERTIFICATES}/ca.crt`,
      // Registrations outlive the container and, on a persistent volume, the pod.
      ...(authentication
        ? ['--enable-supernode-auth', '--database', `${STATE}/state.db`]
        : []),
    ],
    volumes: [
      {
        name: 'cert-volume',
        mountPath: CERTIFICATES,
        readOnly: true,
        source: {
          secret: { secretName: SUPERLINK_TLS_SECRET, defaultMode: READABLE },
        },
      },
      ...(authentication
        ? [
            {
              name: STATE_VOLUME,
              mountPath: STATE,
              source: persistent
                ? { persistentVolumeClaim: { claimName: SUPERLINK_CLAIM } }
                : { emptyDir: { sizeLimit: '1Gi' } },
            },
          ]
        : []),
    ],
    annotations: known({ [CERTIFICATE_ANNOTATION]: credentials?.certificate }),
  };
}

/** @internal */
export function superNodeSecurity(
  { workload: { security } }: FlowerFederationSpec,
  superNode: string,
  credentials: SuperNodeCredentials | undefined,
): SecurityParts {
  if (security === 'insecure') return INSECURE;
  const authentication = security === 'supernode-auth';
  return {
    args: [
      '--root-certificates',
      `${CERTIFICATES}/ca.crt`,
      ...(authentication
        ? ['--auth-supernode-private-key', `${KEYS}/ssh-privatekey`]
        : []),
    ],
    volumes: [
      {
        name: 'cert-volume',
        mountPath: CERTIFICATES,
        readOnly: true,
        source: { configMap: { name: AUTHORITY_CONFIG_MAP } },
      },
      ...(authentication
        ? [
            {
              name: 'key-volume',
              mountPath: KEYS,
              readOnly: true,
              source: {
                secret: {
                  secretName: superNodeKeySecret(superNode),
                  defaultMode: READABLE,
                  items: [{ key: 'ssh-privatekey', path: 'ssh-privatekey' }],
                },
              },
            },
          ]
        : []),
    ],
    annotations: known({
      [AUTHORITY_ANNOTATION]: credentials?.authority,
      ...(authentication
        ? {
            [PUBLIC_KEY_ANNOTATION]: credentials?.publicKey,
            [NODE_ID_ANNOTATION]: credentials?.nodeId,
          }
        : {}),
    }),
  };
}
