import type { FlowerVersion } from '../version';
import { FlowerNode, HEARTBEAT_SECONDS, NodeStatus } from './nodeStore';
import { MessageWriter } from './protobuf';

/** `2026-11-21T01:45:25.024650+00:00`, as Flower writes times. */
export function flowerTime(millis: number | undefined): string | undefined {
  return millis === undefined
    ? undefined
    : new Date(millis).toISOString().replace('Z', '000+00:00');
}

/** A NodeInfo; its numbers moved by one with 1.24, name and location came with 1.38: flower-measured.md §4.2. */
export function encodeNodeInfo(
  { minor }: FlowerVersion,
  node: FlowerNode,
  status: NodeStatus,
): Buffer {
  const early = minor <= 23;
  const at = (field: number) => (early ? field - 1 : field);
  const writer = new MessageWriter()
    .uint64(1, node.id)
    .string(2, early ? '<none>' : '<id:none>');
  if (!early) {
    writer.string(3, 'none');
  }
  const deactivated =
    node.deactivatedAt ?? (status === 'offline' ? node.onlineUntil : undefined);
  writer
    .string(at(4), status)
    .string(at(5), flowerTime(node.registeredAt))
    .string(at(6), flowerTime(node.activatedAt))
    .string(at(7), flowerTime(deactivated))
    .string(at(8), flowerTime(node.unregisteredAt))
    .double(
      at(9),
      node.onlineUntil === undefined ? undefined : node.onlineUntil / 1000,
    )
    .double(at(10), HEARTBEAT_SECONDS)
    .string(at(11), node.publicKey);
  if (minor >= 38) {
    writer.string(12, node.location).string(13, node.name);
  }
  return writer.finish();
}

/** ListNodesResponse. */
export function encodeListNodes(nodes: Buffer[], now: number): Buffer {
  const writer = new MessageWriter();
  nodes.forEach(node => writer.message(1, node));
  return writer.string(2, flowerTime(now)).finish();
}

/** The one federation of a SuperLink without federation management. */
export function encodeFederation(
  { minor }: FlowerVersion,
  nodes: Buffer[] = [],
): Buffer {
  const writer = new MessageWriter().string(1, '@none/default');
  if (minor >= 27) {
    nodes.forEach(node => writer.message(2, node));
    writer.string(4, 'A federation for testing and development purposes.');
    const account = new MessageWriter()
      .string(1, '<id:none>')
      .string(2, 'none')
      .finish();
    writer.message(
      5,
      new MessageWriter().message(1, account).string(2, 'owner').finish(),
    );
  }
  if (minor >= 39) {
    writer.uint64(11, 1);
  }
  return writer.finish();
}
