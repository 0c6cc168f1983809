import { FlowerProfile } from '../profiles';
import { ControlNode } from './types';
import { readFields, WireFields } from './wire';

/**
 * Fields of NodeInfo in the order of their numbers. 1.23 and later are wire-compatible in no useful way: 1.24 put
 * `owner_name` in third place, so later decoders read a 1.23 status as an owner.
 */
const NODE_INFO = [
  'node_id',
  'owner_aid',
  'owner_name',
  'status',
  'registered_at',
  'last_activated_at',
  'last_deactivated_at',
  'unregistered_at',
  'online_until',
  'heartbeat_interval',
  'public_key',
  'location',
  'name',
];
const NODE_INFO_1_23 = NODE_INFO.filter(
  name => !['owner_name', 'location', 'name'].includes(name),
);

const LAYOUTS: Record<FlowerProfile['nodeInfo'], string[]> = {
  '1.23': NODE_INFO_1_23,
  '1.24': NODE_INFO,
};

const STATUSES = ['registered', 'online', 'offline', 'unregistered'] as const;

function toNode(info: WireFields, layout: string[]): ControlNode {
  const numberOf = (name: string) => layout.indexOf(name) + 1;
  const text = (name: string) => info.text(numberOf(name));
  const status = STATUSES.find(s => s === text('status'));
  if (!status) {
    // Most likely the SuperLink is of another release than the spec says.
    throw new TypeError(
      `a node has the unknown status "${text('status').slice(0, 40)}"`,
    );
  }
  const optional = (key: keyof ControlNode, value: string | number = '') =>
    value === '' ? {} : { [key]: value };
  return {
    nodeId: info.integer(numberOf('node_id')) ?? '0',
    status,
    heartbeatInterval: info.double(numberOf('heartbeat_interval')) ?? 0,
    ...optional('registeredAt', text('registered_at')),
    ...optional('lastActivatedAt', text('last_activated_at')),
    ...optional('lastDeactivatedAt', text('last_deactivated_at')),
    ...optional('unregisteredAt', text('unregistered_at')),
    ...optional('onlineUntil', info.double(numberOf('online_until'))),
    ...optional('publicKey', text('public_key')),
    ...optional('name', text('name')),
  };
}

/**
 * Decodes a ListNodesResponse.
 *
 * @param layout - which fields its nodes have
 * @returns its nodes, sorted by id
 * @throws when the bytes are no such message, or make no sense in this layout
 * @internal
 */
export function decodeNodes(
  layout: FlowerProfile['nodeInfo'],
  bytes: Uint8Array,
): ControlNode[] {
  return readFields(bytes)
    .messages(1)
    .map(info => toNode(info, LAYOUTS[layout]))
    .sort((a, b) => a.nodeId.localeCompare(b.nodeId, 'en', { numeric: true }));
}
