import {
  create,
  createFileRegistry,
  DescMessage,
  DescMethod,
  FileRegistry,
  fromBinary,
  Message,
} from '@bufbuild/protobuf';
import {
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type as Type,
  FileDescriptorProtoSchema,
} from '@bufbuild/protobuf/wkt';
import { ControlNode } from './types';
import { FlowerProfile } from '../profiles';

/** Name, type and number of a field; `o`: optional with presence, `r`: repeated. */
type FieldSpec = [name: string, type: Type | string, mark?: 'o' | 'r'];

/**
 * NodeInfo in the order of its field numbers. Both 1.23 and later are wire-compatible in no useful way: 1.24 put
 * `owner_name` in third place, so later decoders read a 1.23 status as an owner.
 */
const NODE_INFO: FieldSpec[] = [
  ['node_id', Type.UINT64],
  ['owner_aid', Type.STRING],
  ['owner_name', Type.STRING],
  ['status', Type.STRING],
  ['registered_at', Type.STRING],
  ['last_activated_at', Type.STRING, 'o'],
  ['last_deactivated_at', Type.STRING, 'o'],
  ['unregistered_at', Type.STRING, 'o'],
  ['online_until', Type.DOUBLE, 'o'],
  ['heartbeat_interval', Type.DOUBLE],
  ['public_key', Type.BYTES],
  ['location', Type.STRING, 'o'],
  ['name', Type.STRING, 'o'],
];
const NODE_INFO_1_23 = NODE_INFO.filter(
  ([name]) => !['owner_name', 'location', 'name'].includes(name),
);

function message(name: string, fields: FieldSpec[]) {
  const optional = fields.filter(field => field[2] === 'o');
  return {
    name,
    field: fields.map(([fieldName, type, mark], index) => ({
      name: fieldName,
      number: index + 1,
      label:
        mark === 'r'
          ? FieldDescriptorProto_Label.REPEATED
          : FieldDescriptorProto_Label.OPTIONAL,
      ...(typeof type === 'string'
        ? { type: Type.MESSAGE, typeName: type }
        : { type }),
      // Presence in proto3 is a one-of of its own.
      ...(mark === 'o'
        ? {
            proto3Optional: true,
            oneofIndex: optional.findIndex(field => field[0] === fieldName),
          }
        : {}),
    })),
    oneofDecl: optional.map(field => ({ name: `_${field[0]}` })),
  };
}

function registryOf(nodeInfo: FieldSpec[]): FileRegistry {
  const file = create(FileDescriptorProtoSchema, {
    name: 'flwr/proto/control.proto',
    package: 'flwr.proto',
    syntax: 'proto3',
    messageType: [
      message('NodeInfo', nodeInfo),
      message('ListNodesRequest', []),
      message('ListNodesResponse', [
        ['nodes_info', '.flwr.proto.NodeInfo', 'r'],
        ['now', Type.STRING],
      ]),
    ],
    service: [
      {
        name: 'Control',
        method: [
          {
            name: 'ListNodes',
            inputType: '.flwr.proto.ListNodesRequest',
            outputType: '.flwr.proto.ListNodesResponse',
          },
        ],
      },
    ],
  });
  return createFileRegistry(file, () => undefined);
}

const registries: Record<FlowerProfile['nodeInfo'], FileRegistry> = {
  '1.23': registryOf(NODE_INFO_1_23),
  '1.24': registryOf(NODE_INFO),
};

/** The unary method ListNodes with the messages of a layout. @internal */
export function listNodesMethod(
  layout: FlowerProfile['nodeInfo'],
): DescMethod & { methodKind: 'unary' } {
  const method =
    registries[layout].getService('flwr.proto.Control')!.method.listNodes;
  return method as DescMethod & { methodKind: 'unary' };
}

interface NodeInfo {
  nodeId: bigint;
  status: string;
  registeredAt: string;
  lastActivatedAt?: string;
  lastDeactivatedAt?: string;
  unregisteredAt?: string;
  onlineUntil?: number;
  heartbeatInterval: number;
  publicKey: Uint8Array;
  name?: string;
}

const STATUSES = ['registered', 'online', 'offline', 'unregistered'] as const;

function toNode(info: NodeInfo): ControlNode {
  const status = STATUSES.find(s => s === info.status);
  if (!status) {
    // Most likely the SuperLink is of another release than the spec says.
    throw new TypeError(
      `a node has the unknown status "${info.status.slice(0, 40)}"`,
    );
  }
  const text = (key: keyof ControlNode, value: string | undefined) =>
    value ? { [key]: value } : {};
  return {
    nodeId: info.nodeId.toString(),
    status,
    heartbeatInterval: info.heartbeatInterval,
    ...text('registeredAt', info.registeredAt),
    ...text('lastActivatedAt', info.lastActivatedAt),
    ...text('lastDeactivatedAt', info.lastDeactivatedAt),
    ...text('unregisteredAt', info.unregisteredAt),
    ...(info.onlineUntil === undefined
      ? {}
      : { onlineUntil: info.onlineUntil }),
    ...(info.publicKey.length
      ? { publicKey: new TextDecoder().decode(info.publicKey) }
      : {}),
    ...text('name', info.name),
  };
}

/**
 * Nodes of a decoded ListNodesResponse, sorted by id.
 *
 * @throws TypeError when they make no sense in this layout
 * @internal
 */
export function nodesOf(response: Message): ControlNode[] {
  const { nodesInfo } = response as Message & { nodesInfo: NodeInfo[] };
  return nodesInfo
    .map(toNode)
    .sort((a, b) => a.nodeId.localeCompare(b.nodeId, 'en', { numeric: true }));
}

/** Decodes a ListNodesResponse. @throws when the bytes are no such message. @internal */
export function decodeNodes(
  layout: FlowerProfile['nodeInfo'],
  bytes: Uint8Array,
): ControlNode[] {
  const schema: DescMessage = listNodesMethod(layout).output;
  return nodesOf(fromBinary(schema, bytes));
}
