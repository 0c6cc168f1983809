import { FederationSpec } from '@backstage-federation/plugin-federation-common';
import { skupper } from '../interconnects/skupper';
import { flower } from '../workloads/flower';
import { WatchRequest } from '../interconnects/types';
import { Adapters } from './planFederation';

/** The one place that knows which interconnects there are. */
const interconnects = { skupper };
/** The one place that knows which workloads there are. */
const workloads = { flower };

/**
 * The adapters that a spec names.
 *
 * @public
 */
export function adaptersFor(
  spec: Pick<FederationSpec, 'interconnect' | 'workload'>,
): Adapters {
  return {
    interconnect: interconnects[spec.interconnect.kind],
    workload: workloads[spec.workload.kind],
  };
}

/**
 * Every interconnect and workload there is, for what concerns them all: what to watch.
 *
 * @public
 */
export function allAdapters(): { watches: WatchRequest[] }[] {
  return [...Object.values(interconnects), ...Object.values(workloads)];
}
