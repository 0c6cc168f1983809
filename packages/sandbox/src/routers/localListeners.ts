import { AmqpListener } from './config';
import { RouterParts } from './context';
import { HttpPortError } from './httpServer';

/** A part of a router that begins to work once all of the configuration is read. */
export interface Startable {
  start(): void | Promise<void>;
}

/** The listeners for the pod's own containers: only logged. What the probes ask is served elsewhere. */
export class LocalListeners {
  private readonly known = new Set<string>();

  constructor(private readonly parts: RouterParts) {}

  /**
   * Takes over listeners of role `normal`.
   *
   * @returns the new ones
   * @throws HttpPortError
   */
  update(listeners: AmqpListener[]): Startable[] {
    const added = listeners.filter(
      ({ role, name }) => role === 'normal' && !this.known.has(name),
    );
    return added.map(listener => {
      this.known.add(listener.name);
      return this.configure(listener);
    });
  }

  private configure(listener: AmqpListener): Startable {
    const { log } = this.parts;
    const { host, port, http, sslProfile } = listener;
    const place = `${host}:${port}`;
    const more = http ? ', http' : '';
    const tls = sslProfile ? `, sslProfile=${sslProfile}` : '';
    log.info(
      'CONN_MGR',
      `Configured  Listener: ${place} proto=any, role=normal${more}${tls}`,
    );
    if (http) {
      log.info('HTTP', 'HTTP server thread running');
      if (this.isTaken(port)) throw new HttpPortError(port);
      log.info('HTTP', `Listening for HTTP on ${place}`);
    }
    return {
      start: () => {
        if (http) return;
        if (this.isTaken(port)) log.portInUse(place);
        else log.info('SERVER', `Listening on ${place}`);
      },
    };
  }

  private isTaken(port: number): boolean {
    const { network, cluster, podIP } = this.parts;
    return network.resolve(cluster, podIP, port) !== undefined;
  }
}
