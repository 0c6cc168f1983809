import { FlowerFederationSpec } from '@backstage-federation/plugin-federation-common';
import { Probe } from '@backstage-federation/plugin-federation-node';
import { controlTarget, readNodes } from '../view/targets';
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

/** Asks a SuperLink's Control API for its nodes. @internal */
export const controlProbe: Probe<
  FlowerFederationSpec,
  ControlTarget,
  ControlReading
> = {
  target(spec, clusters) {
    const hub = clusters.find(({ name }) => name === spec.hub.cluster);
    return hub && controlTarget(spec, hub);
  },
  async read(client, target, { spec, before, signal }) {
    let certificate: ServedCertificate | undefined;
    try {
      const nodes = await readNodes(client, target, spec, {
        signal,
        onCertificate: found => {
          certificate = found;
        },
      });
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
  lost: before => failed(before, 'The SuperLink has no ready pod.'),
};
