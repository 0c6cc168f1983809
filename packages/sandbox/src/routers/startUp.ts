import { AmqpConnector, RouterConfig } from './config';
import { RouterLog } from './log';

const MAX_COST = 2 ** 31 - 1;

/** Why a router can't start. Its messages are the router's. */
export class StartUpError extends Error {
  override name = 'StartUpError';

  constructor(
    message: string,
    /** What failed for it; undefined: the reading of the configuration. */
    private readonly what?: string,
  ) {
    super(message);
  }

  /** Logs it as a router does that ends for it. */
  logTo(log: RouterLog): void {
    const text = `Python: ${this.what ? 'CError' : 'Exception'}: ${
      this.message
    }`;
    if (this.what) {
      log.log('ERROR', 'error', this.message);
      log.log('CONN_MGR', 'error', `${this.what}: ${this.message}`);
    }
    log.log('ERROR', 'error', text);
    log.log('ROUTER', 'critical', `Router start-up failed: ${text}`);
    log.raw(`/usr/sbin/skrouterd: ${text}`);
  }
}

/** Some roles are for interior routers only. @throws StartUpError */
export function checkRoles(config: RouterConfig): void {
  const { mode, listeners, connectors } = config;
  if (mode === 'interior') return;
  const refuse = (
    type: string,
    {
      name,
      role,
      host,
      port,
    }: { name: string; role: string; host: string; port: number },
  ) => {
    throw new StartUpError(
      `Cannot load configuration file /tmp/skrouterd.json: role='${role}' only allowed with router ` +
        `mode='interior' for {'type': 'io.skupper.router.${type}', 'name': '${name}', ` +
        `'role': EnumValue('${role}', ${
          role === 'edge' ? 3 : 1
        }), 'host': '${host}', 'port': '${port}'}`,
    );
  };
  connectors
    .filter(({ role }) => role === 'inter-router')
    .forEach(connector => refuse('connector', connector));
  listeners
    .filter(({ role }) => role === 'inter-router' || role === 'edge')
    .forEach(listener => refuse('listener', listener));
}

/**
 * @param problem - what is wrong with the certificates of a TLS profile
 * @throws StartUpError
 */
export function checkConnector(
  { sslProfile, proxyProfile, cost }: AmqpConnector,
  config: RouterConfig,
  problem: (profile: string) => string | undefined,
): void {
  const fail = (message: string) => {
    throw new StartUpError(message, 'Unable to create connector');
  };
  if (!(cost >= 1 && cost <= MAX_COST)) {
    fail(
      `Configuration: Invalid cost (${cost}) specified. Minimum value for cost is 1 and maximum value is ${MAX_COST}`,
    );
  }
  if (sslProfile && !config.sslProfiles.includes(sslProfile)) {
    fail(`Not found: sslProfile '${sslProfile}' not found`);
  }
  const known = config.proxyProfiles.some(({ name }) => name === proxyProfile);
  if (proxyProfile && !known) {
    fail(`Not found: proxyProfile '${proxyProfile}' not found`);
  }
  const found = sslProfile && problem(sslProfile);
  if (found) fail(found);
}
