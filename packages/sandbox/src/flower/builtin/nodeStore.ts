import { createPublicKey, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

/** A SuperNode as a SuperLink knows it. Times are milliseconds since the epoch. */
export interface FlowerNode {
  id: bigint;
  publicKey: string;
  /** Registered through the Control API rather than by connecting. */
  managed: boolean;
  name?: string;
  location?: string;
  registeredAt: number;
  activatedAt?: number;
  deactivatedAt?: number;
  unregisteredAt?: number;
  onlineUntil?: number;
}

/** Status of a node: flower.md §4.4. */
export type NodeStatus = 'registered' | 'online' | 'offline' | 'unregistered';

/** Seconds between heartbeats: shorter than Flower's 30, so that a broken link shows within seconds. */
export const HEARTBEAT_SECONDS = 2;

/**
 * The nodes of one SuperLink, in memory and, with `--database`, in a file. Whether one is online is computed when asked,
 * as in Flower.
 */
export class NodeStore {
  private readonly nodes: Map<bigint, FlowerNode>;

  constructor(
    private readonly heartbeatMillis = HEARTBEAT_SECONDS * 1000,
    private readonly now: () => number = Date.now,
    private readonly database?: string,
  ) {
    this.nodes = database ? load(database) : new Map();
  }

  private save(): void {
    if (this.database) {
      const text = JSON.stringify(this.list(), (_, value) =>
        typeof value === 'bigint' ? String(value) : value,
      );
      writeFileSync(this.database, text);
    }
  }

  /** In order of registration. */
  list(): FlowerNode[] {
    return [...this.nodes.values()];
  }

  /** @returns undefined if the key is in use, also by an unregistered node */
  register(
    publicKey: string,
    details: { managed: boolean; name?: string; location?: string },
  ): FlowerNode | undefined {
    if (this.byKey(publicKey)) {
      return undefined;
    }
    const node: FlowerNode = {
      id: randomBytes(8).readBigUInt64BE(),
      publicKey,
      registeredAt: this.now(),
      ...details,
    };
    this.nodes.set(node.id, node);
    this.save();
    return node;
  }

  byKey(publicKey: string): FlowerNode | undefined {
    return this.list().find(node => node.publicKey === publicKey);
  }

  /** @returns false if it is unregistered or online already */
  activate(node: FlowerNode): boolean {
    if (['online', 'unregistered'].includes(this.status(node))) {
      return false;
    }
    node.activatedAt = this.now();
    node.deactivatedAt = undefined;
    node.onlineUntil = this.now() + 2 * this.heartbeatMillis;
    this.save();
    return true;
  }

  /** @returns false if the node isn't known any more */
  heartbeat(id: bigint): boolean {
    const node = this.nodes.get(id);
    if (!node || node.unregisteredAt !== undefined) {
      return false;
    }
    node.onlineUntil = this.now() + 2 * this.heartbeatMillis;
    return true;
  }

  /** The node says goodbye; one that nobody registered goes for good. */
  deactivate(id: bigint): boolean {
    const node = this.nodes.get(id);
    if (!node) {
      return false;
    }
    node.deactivatedAt = this.now();
    node.onlineUntil = this.now();
    if (!node.managed) {
      node.unregisteredAt = this.now();
    }
    this.save();
    return true;
  }

  unregister(id: bigint): boolean {
    const node = this.nodes.get(id);
    if (!node || node.unregisteredAt !== undefined) {
      return false;
    }
    node.unregisteredAt = this.now();
    this.save();
    return true;
  }

  status(node: FlowerNode): NodeStatus {
    if (node.unregisteredAt !== undefined) {
      return 'unregistered';
    }
    if (node.activatedAt === undefined) {
      return 'registered';
    }
    return (node.onlineUntil ?? 0) > this.now() ? 'online' : 'offline';
  }
}

function load(database: string): Map<bigint, FlowerNode> {
  let text: string;
  try {
    text = readFileSync(database, 'utf8');
  } catch {
    // Made at the first change, as by Flower.
    return new Map();
  }
  const nodes: FlowerNode[] = JSON.parse(text, (key, value) =>
    key === 'id' ? BigInt(value) : value,
  );
  return new Map(nodes.map(node => [node.id, node]));
}

/** Whether a text is the PEM of an elliptic curve's public key. */
export function isEcPublicKey(pem: string): boolean {
  try {
    return createPublicKey(pem).asymmetricKeyType === 'ec';
  } catch {
    return false;
  }
}
