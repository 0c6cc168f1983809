import { FlowerFederationSpec } from '@backstage-federation/plugin-federation-common';
import { ServiceUnavailableError } from '@backstage/errors';
import { Probe } from '@backstage-federation/plugin-federation-node';
import { superLinkProcess } from '../facts/process';
import { AUTHORITY_CONFIG_MAP } from '../names';
import { flowerProfile } from '../profiles';
import { onNodesSeen } from './nodesSeen';
import { onlineNodes, readNodes, wantedNodes } from './readNodes';
import { ControlReading, ControlTarget, ServedCertificate } from './types';

function failed(
  before: ControlReading | undefined,
  reason: string,
  certificate?: ServedCertificate,
): ControlReading {
  if (before?.state === 'failed' && before.reason === reason) return before;
  return {
    state: 'failed',
    reason,
    since: before?.state === 'failed' ? before.since : new Date().toISOString(),
    last:
      before?.state === 'ok'
        ? { nodes: before.nodes, readAt: before.readAt }
        : before?.last,
    ...(certificate ? { certificate } : {}),
  };
}

/** Asks a SuperLink's Control API for its nodes, by TLS where the target says so. @internal */
export const controlProbe: Probe<
  FlowerFederationSpec,
  ControlTarget,
  ControlReading
> = {
  target(spec, clusters) {
    const hub = clusters.find(({ name }) => name === spec.hub.cluster);
    if (!hub) return undefined;
    const { cluster, namespace, pod, authority } = superLinkProcess(spec, hub);
    const { port } = flowerProfile(spec.workload.version).control;
    const tls = spec.workload.security !== 'insecure' && {
      tls: { ca: authority },
    };
    return pod?.ready
      ? { cluster, namespace, pod: pod.name, port, ...tls }
      : undefined;
  },
  async read(client, { tls, ...place }, { spec, before, signal }) {
    let certificate: ServedCertificate | undefined;
    const onCertificate = (found: ServedCertificate) => {
      certificate = found;
    };
    try {
      const ca = tls?.ca;
      if (tls && !ca) {
        throw new ServiceUnavailableError(
          `The SuperLink's Control API cannot be asked: the hub has no ConfigMap ${AUTHORITY_CONFIG_MAP} of this federation with the authority's certificate`,
        );
      }
      const profile = flowerProfile(spec.workload.version);
      const nodes = await readNodes(
        {
          client,
          ...place,
          profile,
          ...(ca && { tls: { ca, onCertificate } }),
        },
        { signal },
      );
      return {
        state: 'ok',
        nodes,
        readAt: new Date().toISOString(),
        ...(certificate ? { certificate } : {}),
      };
    } catch (error) {
      signal.throwIfAborted();
      return failed(
        before,
        error instanceof Error ? error.message : String(error),
        certificate,
      );
    }
  },
  settled: (spec, reading) =>
    reading.state === 'ok' &&
    onlineNodes(reading.nodes).length >= wantedNodes(spec),
  subscribe: onNodesSeen,
  lost: before => failed(before, 'The SuperLink has no ready pod.'),
};
