import { FlowerFederationSpec } from '@backstage-federation/plugin-federation-common';
import { FLEET_SERVICE, SUPERLINK_SERVICE_NAME } from '../names';

/**
 * The hosts that the SuperLink's certificate must name: the listener's host, by which every SuperNode dials whatever its
 * namespace, so that a new member needs no new certificate; the Service on the hub; and this pod itself, without which
 * Flower 1.37 and later run nothing (their SuperExec dials 127.0.0.1).
 *
 * @internal
 */
export function superLinkHosts({ hub }: FlowerFederationSpec): string[] {
  const service = SUPERLINK_SERVICE_NAME;
  return [
    FLEET_SERVICE,
    service,
    `${service}.${hub.namespace}`,
    `${service}.${hub.namespace}.svc`,
    `${service}.${hub.namespace}.svc.cluster.local`,
    'localhost',
    '127.0.0.1',
  ];
}
