import { freemem } from 'node:os';
import { RouterConfig } from './config';
import { RouterLog } from './log';

const BUFFER_BYTES = 4072;

const gibibytes = () => `${(freemem() / 2 ** 30).toFixed(2)} GiB`;
const mebibytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(2)} MiB`;

/** Core modules in the order in which they are logged, and whether a router of that mode has them. */
function modules(interior: boolean): [name: string, enabled: boolean][] {
  return [
    ['streaming_link_scrubber', true],
    ['mobile_sync', interior],
    ['stuck_delivery_detection', true],
    ['address_lookup_client', true],
    ['mesh_discovery_interior', interior],
    ['mesh_discovery_edge', !interior],
    ['edge_addr_tracking', interior],
    ['core_test_hooks', false],
    ['edge_router', !interior],
  ];
}

/** What a module says before it is enabled. */
const REMARKS: Record<string, string> = {
  streaming_link_scrubber:
    'Streaming link scrubber: Scan interval: 30 seconds, max free pool: 128 links',
  stuck_delivery_detection:
    'Stuck delivery detection: Scan interval: 30 seconds, Delivery age threshold: 10 seconds',
};

/** Lines that a router logs before it reads its listeners and connectors. */
export function logBoot(
  log: RouterLog,
  config: RouterConfig,
  instance: number,
) {
  const { id, mode } = config;
  const interior = mode === 'interior';
  const core = (message: string) => log.info('ROUTER_CORE', message);
  if (interior) {
    log.info('ROUTER', 'Inter-router data connections calculated at 2 ');
  }
  log.info('SERVER', `Container Name: ${id}`);
  log.info(
    'ROUTER',
    `Router started in ${interior ? 'Interior' : 'Edge'} mode, area=0 id=${id}`,
  );
  log.info('ROUTER', 'Version: 3.5.1');
  for (const [name, enabled] of modules(interior)) {
    if (REMARKS[name]) core(REMARKS[name]);
    core(
      `Core module ${enabled ? 'enabled' : 'present but disabled'}: ${name}`,
    );
  }
  core('Protocol adaptor registered: amqp');
  core('Protocol adaptor registered: tcp');
  log.info(
    'TCP_ADAPTOR',
    `Router buffer memory ceiling: ${gibibytes()} (${Math.floor(
      freemem() / BUFFER_BYTES,
    )} buffers)`,
  );
  log.info('FLOW_LOG', 'Protocol logging started');
  core(`Router Core thread running. 0/${id}`);
  log.info(
    'ROUTER',
    `Router Engine Instantiated: id=${id} instance=${instance} max_routers=128`,
  );
  log.info('AGENT', 'Activating management agent on $_management_internal');
  log.info(
    'POLICY',
    "Policy configured maxConnections: 65535, policyDir: '',access rules enabled: 'false', use hostname patterns: 'false'",
  );
  log.info('POLICY', "Policy fallback defaultVhost is defined: '$default'");
}

/** Lines that a router logs when all of its configuration is read. */
export function logOperational(log: RouterLog) {
  log.info('SERVER', 'Operational, 4 Threads Running (process ID 1)');
  const { rss, heapTotal } = process.memoryUsage();
  log.info(
    'ROUTER',
    `Process VmSize ${mebibytes(rss + heapTotal)} RSS ${mebibytes(
      rss,
    )} (${gibibytes()} available memory)`,
  );
}

/** Lines that a router logs when it is asked to end. */
export function logShutdown(
  log: RouterLog,
  config: RouterConfig,
  connections: number[],
  records: string[],
) {
  const core = (message: string) => log.info('ROUTER_CORE', message);
  log.info('ROUTER', 'Shut Down');
  if (config.listeners.some(({ http }) => http)) {
    log.info('HTTP', 'HTTP server thread exit');
  }
  core('Router Core thread exited');
  log.info('TCP_ADAPTOR', 'Shutting down TCP protocol adaptor');
  for (const id of connections) {
    log.info('SERVER', `[C${id}] Closing connection on shutdown`);
  }
  log.flush();
  for (const record of records) log.info('FLOW_LOG', record);
  log.info('FLOW_LOG', 'Protocol logging completed');
  for (const [name, enabled] of modules(config.mode === 'interior').reverse()) {
    if (enabled) core(`Finalizing core module: ${name}`);
  }
}
