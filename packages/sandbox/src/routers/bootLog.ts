import { RouterConfig } from './config';
import { RouterLog } from './log';

/** Lines that a router logs before it reads its listeners and connectors. */
export function logBoot(
  log: RouterLog,
  config: RouterConfig,
  instance: number,
) {
  const { id, mode } = config;
  const interior = mode === 'interior';
  const core = (message: string) => log.log('ROUTER_CORE', 'info', message);
  const module = (name: string, enabled: boolean) =>
    core(
      `Core module ${enabled ? 'enabled' : 'present but disabled'}: ${name}`,
    );
  if (interior) {
    log.log('ROUTER', 'info', 'Inter-router data connections calculated at 2 ');
  }
  log.log('SERVER', 'info', `Container Name: ${id}`);
  log.log(
    'ROUTER',
    'info',
    `Router started in ${interior ? 'Interior' : 'Edge'} mode, area=0 id=${id}`,
  );
  log.log('ROUTER', 'info', 'Version: 3.5.1');
  module('streaming_link_scrubber', true);
  module('mobile_sync', interior);
  module('stuck_delivery_detection', true);
  module('address_lookup_client', true);
  module('mesh_discovery_interior', interior);
  module('mesh_discovery_edge', !interior);
  module('edge_addr_tracking', interior);
  module('edge_router', !interior);
  core('Protocol adaptor registered: amqp');
  core('Protocol adaptor registered: tcp');
  log.log('FLOW_LOG', 'info', 'Protocol logging started');
  core(`Router Core thread running. 0/${id}`);
  log.log(
    'ROUTER',
    'info',
    `Router Engine Instantiated: id=${id} instance=${instance} max_routers=128`,
  );
  log.log(
    'AGENT',
    'info',
    'Activating management agent on $_management_internal',
  );
}
