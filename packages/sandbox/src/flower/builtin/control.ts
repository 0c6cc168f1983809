import type { FlowerVersion } from '../version';
import {
  encodeFederation,
  encodeListNodes,
  encodeNodeInfo,
  flowerTime,
} from './messages';
import { isEcPublicKey, NodeStore } from './nodeStore';
import { MessageWriter, readMessage } from './protobuf';

/** A refused call, for both transports: flower-measured.md §4.1. */
export class ControlError extends Error {
  constructor(
    /** gRPC status number. */
    readonly grpc: number,
    readonly http: number,
    /** Flower's own code. */
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

/** Answers one method of the Control API. */
export type ControlHandler = (method: string, request: Buffer) => Buffer;

/** A SuperLink's Control API without runs and accounts. @throws ControlError from the handler */
export function createControl(options: {
  version: FlowerVersion;
  nodes: NodeStore;
  log(level: 'INFO' | 'ERROR', text: string): void;
}): ControlHandler {
  const { version, nodes, log } = options;
  const infos = () =>
    nodes.list().map(node => encodeNodeInfo(version, node, nodes.status(node)));
  const failing =
    (grpc: number, http: number) =>
    (code: number, message: string): never => {
      log('ERROR', message);
      throw new ControlError(grpc, http, code, message);
    };
  const precondition = failing(9, 412);
  const notFound = failing(5, 404);
  const unimplemented = failing(12, 501);
  const stop = version.minor >= 33 ? '.' : '';

  const handlers: Record<string, (request: Buffer) => Buffer> = {
    ListNodes: () => encodeListNodes(infos(), Date.now()),

    RegisterNode(request) {
      const fields = readMessage(request);
      const text = (field: number) => {
        const value = fields.get(field)?.at(-1);
        return Buffer.isBuffer(value) ? value.toString('utf8') : undefined;
      };
      const publicKey = text(1) ?? '';
      if (!isEcPublicKey(publicKey)) {
        precondition(22, `The provided public key is not valid${stop}`);
      }
      const node = nodes.register(publicKey, {
        managed: true,
        ...(version.minor >= 38 && { location: text(2), name: text(3) }),
      });
      return node
        ? new MessageWriter().uint64(1, node.id).finish()
        : precondition(23, `Public key already in use${stop}`);
    },

    UnregisterNode(request) {
      const id = readMessage(request).get(1)?.at(-1);
      if (typeof id !== 'bigint' || !nodes.unregister(id)) {
        notFound(24, `Node ID not found for account${stop}`);
      }
      return Buffer.alloc(0);
    },

    ListRuns: () =>
      new MessageWriter().string(2, flowerTime(Date.now())).finish(),
    StopRun: () => notFound(16, `Run ID not found${stop}`),
    StreamLogs: () => notFound(16, `Run ID not found${stop}`),
    StartRun: () =>
      unimplemented(
        0,
        `The sandbox's built-in SuperLink cannot run apps. Install Flower: npm run flower:install -- ${version.version}`,
      ),
    GetLoginDetails: () => new MessageWriter().string(1, 'noop').finish(),
    GetAuthTokens: () =>
      unimplemented(
        19,
        'Account authentication is not enabled on this SuperLink.',
      ),
    PullArtifacts: () =>
      unimplemented(
        20,
        `ControlServicer initialized without artifact provider${stop}`,
      ),
    ...(version.minor >= 24 && {
      ListFederations: () =>
        new MessageWriter().message(1, encodeFederation(version)).finish(),
      ShowFederation: () =>
        new MessageWriter()
          .message(1, encodeFederation(version, infos()))
          .string(2, flowerTime(Date.now()))
          .finish(),
    }),
  };

  return (method, request) => {
    const handler = handlers[method];
    if (!handler) {
      throw new ControlError(12, 404, -1, 'Method not found!');
    }
    log('INFO', `ControlServicer.${method}`);
    return handler(request);
  };
}
