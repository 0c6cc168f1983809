import { DEFAULT_FLOWER_VERSION } from '@backstage-federation/plugin-federation-common';
import { InputError } from '@backstage/errors';

/**
 * What differs between Flower releases, as far as this project speaks to them.
 *
 * @public
 */
export interface FlowerProfile {
  /** First and last minor release of major 1 that it covers. */
  minors: { first: number; last: number };
  control: {
    /** gRPC, or HTTP/1.1 with protobuf bodies. */
    protocol: 'grpc' | 'http';
    port: number;
    /** Name of the container port and its part in the Service's port name. */
    portName: string;
    servicePortName: string;
  };
  /**
   * Where SuperNodes reach it: up to 1.39 gRPC on a port of the SuperLink's own. Later the SuperLink serves it by HTTP on
   * the port of the Control API, and it is the gateway's port.
   */
  fleet: {
    protocol: 'grpc' | 'http';
    port: number;
    portName: string;
    servicePortName: string;
  };
  /**
   * Whether the Fleet API shares its listener with the Control API, so that a gateway must stand before it: the SuperLink
   * then listens on its pod's loopback only.
   */
  fleetGateway: boolean;
  /** Field numbers of NodeInfo: 1.24 put `owner_name` in as 3. */
  nodeInfo: '1.23' | '1.24';
  /** SuperLink arguments after those for security. */
  superLinkArgs: string[];
  /** SuperNode arguments after `--superlink <host>:<port>`. */
  superNodeRuntimeArgs: string[];
  superNodeRuntimePort: number;
  /** Whether a SuperNode's log has `SuperNode ID: <id>`. */
  nodeIdInLog: boolean;
  /** Whether the SuperLink installs an app's dependencies when a run starts, unless it is told not to. */
  installsDependencies: boolean;
  /** Seconds between two heartbeats at most. */
  heartbeatInterval: number;
  /** Seconds after the last heartbeat until the SuperLink calls a node offline. */
  onlineFor: number;
  /** Memory requests; a run needs about that much before the app's own needs. */
  memoryRequest: string;
  /** Whether a SuperNode that failed for good stays alive instead of ending. */
  failedNodeStaysAlive: boolean;
}

const GRPC_FLEET = {
  protocol: 'grpc' as const,
  port: 9092,
  portName: 'fleet',
  servicePortName: 'superlink-fleetapi',
};
const GRPC_CONTROL = {
  protocol: 'grpc' as const,
  port: 9093,
  portName: 'control',
  servicePortName: 'superlink-controlapi',
};
/** From 1.40 on, at the gateway: the port of all releases, as in the guide. */
const HTTP_FLEET = { ...GRPC_FLEET, protocol: 'http' as const };
/** One listener for Control API, Runtime API and, from 1.40 on, Fleet API. */
const HTTP_APIS = {
  protocol: 'http' as const,
  port: 8000,
  portName: 'flwr-http-apis',
  servicePortName: 'flwr-http-apis',
};
const CLIENT_APP_IO = ['--clientappio-api-address', '0.0.0.0:9094'];
const RUNTIME_HTTP = ['--host', '0.0.0.0', '--port', '9094'];

/** As it is since 1.37; each row names what is or was otherwise. */
const HTTP_CONTROL = {
  control: HTTP_APIS,
  fleet: GRPC_FLEET,
  fleetGateway: false,
  nodeInfo: '1.24' as const,
  superLinkArgs: ['--host', '0.0.0.0'],
  superNodeRuntimeArgs: RUNTIME_HTTP,
  superNodeRuntimePort: 9094,
  nodeIdInLog: true,
  installsDependencies: true,
  heartbeatInterval: 30,
  onlineFor: 60,
  memoryRequest: '512Mi',
  failedNodeStaysAlive: false,
};
/** As it was until 1.36. */
const GRPC = { ...HTTP_CONTROL, control: GRPC_CONTROL, superLinkArgs: [] };

/**
 * The one table of version profiles. Measured with one release of each row at least (`docs/flower-versions.md`); releases
 * between the measured ones take the neighbour's row that Flower's sources of that time agree with, and the larger memory
 * request.
 *
 * @public
 */
export const FLOWER_PROFILES: readonly FlowerProfile[] = [
  {
    ...GRPC,
    minors: { first: 23, last: 23 },
    nodeInfo: '1.23',
    superNodeRuntimeArgs: CLIENT_APP_IO,
    nodeIdInLog: false,
    installsDependencies: false,
    memoryRequest: '256Mi',
  },
  {
    ...GRPC,
    minors: { first: 24, last: 31 },
    superNodeRuntimeArgs: CLIENT_APP_IO,
    installsDependencies: false,
  },
  {
    ...GRPC,
    minors: { first: 32, last: 34 },
    superNodeRuntimeArgs: CLIENT_APP_IO,
  },
  { ...GRPC, minors: { first: 35, last: 36 }, failedNodeStaysAlive: true },
  { ...HTTP_CONTROL, minors: { first: 37, last: 39 } },
  {
    ...HTTP_CONTROL,
    minors: { first: 40, last: 42 },
    fleet: HTTP_FLEET,
    fleetGateway: true,
    superLinkArgs: ['--host', '127.0.0.1'],
  },
];

const OLDEST = FLOWER_PROFILES[0].minors.first;
const NEWEST = FLOWER_PROFILES[FLOWER_PROFILES.length - 1].minors.last;
const ALLOWED = `1.${OLDEST}.0 up to the 1.${NEWEST} releases are known`;

/**
 * Finds the profile of a Flower release.
 *
 * @param version - full release such as `1.39.0`
 * @throws InputError that names `workload.version` and what is allowed
 * @public
 */
export function flowerProfile(version: string): FlowerProfile {
  const match = /^(\d+)\.(\d+)\.(\d+)$/.exec(version);
  if (!match) {
    throw new InputError(
      `workload.version: "${version}" is not a full Flower release such as "${DEFAULT_FLOWER_VERSION}"; ${ALLOWED}`,
    );
  }
  const major = Number(match[1]);
  const minor = Number(match[2]);
  const profile =
    major === 1 &&
    FLOWER_PROFILES.find(
      p => p.minors.first <= minor && minor <= p.minors.last,
    );
  if (profile) return profile;
  if (major < 1 || (major === 1 && minor < OLDEST)) {
    throw new InputError(
      `workload.version: Flower ${version} is too old; ${ALLOWED}. ` +
        `Before 1.${OLDEST} a SuperLink cannot list its SuperNodes, so nobody could tell whether they are connected`,
    );
  }
  throw new InputError(
    `workload.version: Flower ${version} is not known yet; ${ALLOWED}. ` +
      `Flower's arguments, ports and protocols change between minor releases, so a later one is used only after it was measured`,
  );
}

/**
 * The ports on which a SuperLink's pod is reached from outside. Behind a gateway the Control API is on none.
 *
 * @internal
 */
export function superLinkPorts({
  fleet,
  control,
  fleetGateway,
}: FlowerProfile): FlowerProfile['fleet'][] {
  return fleetGateway ? [fleet] : [fleet, control];
}
