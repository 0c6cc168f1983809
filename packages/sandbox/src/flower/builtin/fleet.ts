import { fleetIsHttp, FlowerVersion } from '../version';
import { NodeStore } from './nodeStore';

/**
 * How the built-in SuperNode talks to the built-in SuperLink: JSON by HTTP, over one real connection. It stands in for
 * Flower's Fleet API, which has no use without runs.
 */
export type FleetRequest =
  | { op: 'activate'; publicKey: string; keyless: boolean }
  | { op: 'heartbeat'; nodeId: string }
  | { op: 'deactivate'; nodeId: string };

/** `refusal` is what the SuperLink logs and what the SuperNode sees. */
export type FleetAnswer =
  | { ok: true; nodeId: string; heartbeatSeconds: number }
  | { ok: false; refusal: string; code: number };

/** What the Fleet API of one SuperLink works on. */
export interface FleetOptions {
  version: FlowerVersion;
  nodes: NodeStore;
  heartbeatSeconds: number;
  /** Whether only registered nodes may connect. */
  authentication: boolean;
  log(level: 'INFO' | 'ERROR', text: string): void;
}

/** The answer to one request. @throws for what is no request */
export function answerFleet(
  options: FleetOptions,
  request: FleetRequest,
): FleetAnswer {
  const { nodes, log, version, heartbeatSeconds } = options;
  if (request.op === 'activate') {
    return activate(options, request);
  }
  const id = BigInt(request.nodeId);
  const ok =
    request.op === 'heartbeat' ? nodes.heartbeat(id) : nodes.deactivate(id);
  if (!ok) {
    return {
      ok: false,
      code: 16,
      refusal:
        version.minor <= 23 ? `Node ID ${id} not found` : 'Invalid node ID',
    };
  }
  if (request.op === 'deactivate') {
    log('INFO', `[Fleet.DeactivateNode] Deactivated node_id=${id}`);
  }
  return { ok, nodeId: request.nodeId, heartbeatSeconds };
}

/** From 1.40 on the log gives the path in place of the method. */
function httpPath(text: string): string {
  return text
    .replace('/flwr.proto.Fleet/RegisterNode', '/v1/fleet/register-node')
    .replace('/flwr.proto.Fleet/ActivateNode', '/v1/fleet/activate-node');
}

function activate(
  { nodes, log, version, authentication, heartbeatSeconds }: FleetOptions,
  request: { publicKey: string; keyless: boolean },
): FleetAnswer {
  const early = version.minor < 33;
  const refuse = (code: number, earlyText: string, text: string) => {
    const refusal = early ? earlyText : text;
    log('ERROR', fleetIsHttp(version) ? httpPath(refusal) : refusal);
    return { ok: false as const, code, refusal };
  };
  let node = nodes.byKey(request.publicKey);
  if (!node && authentication) {
    return request.keyless
      ? refuse(
          2001,
          'SuperNode registration is disabled through Fleet API.',
          '[/flwr.proto.Fleet/RegisterNode][ApiError:2001] Attempted to register a SuperNode while SuperNode authentication is enabled.',
        )
      : refuse(
          2004,
          '[Fleet.ActivateNode] Activation failed: No SuperNode found with the given public key.',
          '[/flwr.proto.Fleet/ActivateNode][ApiError:2004] Failed to activate SuperNode: No SuperNode found with the given public key.',
        );
  }
  node ??= nodes.register(request.publicKey, { managed: false })!;
  if (!nodes.activate(node)) {
    return refuse(
      2004,
      `[Fleet.ActivateNode] Activation failed: SuperNode with node ID ${node.id} could not be activated.`,
      `[/flwr.proto.Fleet/ActivateNode][ApiError:2004] SuperNode with node ID ${node.id} could not be activated.`,
    );
  }
  log('INFO', `[Fleet.ActivateNode] Activated node_id=${node.id}`);
  return { ok: true, nodeId: String(node.id), heartbeatSeconds };
}
