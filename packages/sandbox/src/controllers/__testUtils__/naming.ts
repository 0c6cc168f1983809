import type { KubeObject } from '../../client';
import { certificatesOf } from './certificateText';
import type { Observation } from './recording';

const UID = /UID-\d+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const NODE_PORT = /^3[0-2]\d{3}$/;
const ROUTER_POD = /\b(skupper-router(?:-2)?)-[a-z0-9]{6,10}-[a-z0-9]{5}\b/g;

/** The name of an object without what differs from run to run. */
export function stableName({ metadata }: KubeObject): string {
  return metadata.name.replace(ROUTER_POD, '$1-POD');
}

/**
 * Gives UIDs and certificates of a run names that say what they belong to, so that runs can be compared: the same
 * object has the same name in each. Objects of one name that follow each other are numbered; those that were there
 * before the run have number 0.
 */
export class Naming {
  private readonly uids = new Map<string, string>();
  private readonly certificates = new Map<string, string>();

  /**
   * @param observations - all of the run
   * @param grantPorts - ports at which grants were served
   */
  constructor(
    observations: Observation[],
    private readonly grantPorts: Set<string> = new Set(),
  ) {
    const counts = new Map<string, number>();
    for (const { cluster, type, initial, object } of observations) {
      const { uid, namespace } = object.metadata;
      if (uid && !this.uids.has(uid)) {
        const id = `${cluster} ${object.kind} ${namespace}/${stableName(
          object,
        )}`;
        const isNew = type === 'ADDED' && !initial;
        const number = isNew ? (counts.get(id) ?? 0) + 1 : 0;
        counts.set(id, number);
        this.uids.set(uid, number ? `${id}#${number}` : id);
      }
    }
    for (const { cluster, object } of observations) {
      this.learnOwners(cluster, object);
      this.learnCertificates(cluster, object);
    }
  }

  /** A port without what differs from run to run. */
  port(value: string): string {
    if (this.grantPorts.has(value)) {
      return 'GRANT-PORT';
    }
    return NODE_PORT.test(value) ? 'NODE-PORT' : value;
  }

  /** What an object is called. */
  of(object: KubeObject): string {
    return this.uids.get(object.metadata.uid!)!;
  }

  /** What stands for a certificate. */
  certificate(id: string): string {
    return this.certificates.get(id) ?? 'CERTIFICATE?';
  }

  /** The UID of the object of that name. */
  uidOf(name: string): string | undefined {
    return [...this.uids].find(([, known]) => known === name)?.[0];
  }

  nameOf(uid: string): string | undefined {
    return this.uids.get(uid);
  }

  /** A text without what differs from run to run. */
  text(value: string): string {
    return value
      .replace(UID, uid => this.uids.get(uid) ?? 'UID?')
      .replace(ROUTER_POD, '$1-POD')
      .replace(/(https?):\/\/127\.0\.0\.1:\d+/g, '$1://GRANT-SERVER')
      .replace(
        /(https:\/\/[\d.]+):(\d+)/g,
        (_, host, port) => `${host}:${this.port(port)}`,
      )
      .replace(/dial tcp 127\.0\.0\.1:\d+/g, 'dial tcp ADDRESS');
  }

  // Owners that were there before and never changed are known by references only.
  private learnOwners(cluster: string, { metadata }: KubeObject) {
    for (const { kind, name, uid } of metadata.ownerReferences ?? []) {
      if (!this.uids.has(uid)) {
        const base =
          kind === 'ReplicaSet' ? name.replace(/-[a-z0-9]+$/, '') : name;
        this.uids.set(uid, `${cluster} ${kind} ${metadata.namespace}/${base}`);
      }
    }
  }

  private learnCertificates(cluster: string, object: KubeObject) {
    for (const { id, subject, isCa } of certificatesOf(object)) {
      if (!this.certificates.has(id)) {
        const { namespace } = object.metadata;
        const name = isCa
          ? this.text(subject)
          : `${cluster} ${namespace} ${this.text(subject)}`;
        const number = [...this.certificates.values()].filter(known =>
          known.startsWith(`${name}#`),
        ).length;
        this.certificates.set(id, `${name}#${number + 1}`);
      }
    }
  }
}
