import { ProbeTarget } from '@backstage-federation/plugin-federation-node';

/** A node as the SuperLink's Control API lists it. Ids are uint64 as decimal text. @public */
export interface ControlNode {
  nodeId: string;
  status: 'registered' | 'online' | 'offline' | 'unregistered';
  registeredAt?: string;
  lastActivatedAt?: string;
  lastDeactivatedAt?: string;
  unregisteredAt?: string;
  /** POSIX seconds. */
  onlineUntil?: number;
  /** Seconds. */
  heartbeatInterval: number;
  /** PEM SubjectPublicKeyInfo. */
  publicKey?: string;
  name?: string;
}

/** What a SuperLink showed of its certificate. Nothing of it is secret. @public */
export interface ServedCertificate {
  /** DNS names and IP addresses that it is for. */
  hosts: string[];
  /** ISO 8601. */
  notAfter: string;
  /** SHA-256 of the DER bytes, hexadecimal. */
  fingerprint: string;
  /** Signed by the federation's own authority. */
  trusted: boolean;
}

/** One reading of a SuperLink's Control API. @public */
export type ControlReading =
  | {
      state: 'ok';
      nodes: ControlNode[];
      readAt: string;
      /** With TLS. */
      certificate?: ServedCertificate;
    }
  | {
      state: 'failed';
      reason: string;
      since: string;
      last?: { nodes: ControlNode[]; readAt: string };
      /** With TLS, when it came that far. */
      certificate?: ServedCertificate;
    };

/** Where a Control API is and how it is to be spoken with. @public */
export interface ControlTarget extends ProbeTarget {
  namespace: string;
  pod: string;
  port: number;
  /** TLS, with the certificate (PEM) of the authority that must have signed, where it is known. */
  tls?: { ca?: string };
}
