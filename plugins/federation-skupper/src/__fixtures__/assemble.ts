import {
  ClusterStatus,
  SkupperFederationSpec,
} from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import {
  ExposedService,
  GoneObject,
  LogEvidence,
} from '@backstage-federation/plugin-federation-node';
import { assembleSkupper } from '../assemble/assembleSkupper';
import { cluster, healthy, spec } from './snapshots';

/** Soon after the federation was made. */
export const SOON = new Date('2026-01-01T00:00:10Z');
/** When whatever was to come has come. */
export const LATER = new Date('2026-01-01T01:00:00Z');

/** The network as it is shown: healthy, and LATER, but for what is given. */
export function assemble(
  given: {
    east?: KubeObject[];
    west?: KubeObject[];
    eastStatus?: Partial<ClusterStatus>;
    westStatus?: Partial<ClusterStatus>;
    logs?: LogEvidence[];
    now?: Date;
    spec?: SkupperFederationSpec;
    /** What the workload exposes; default: nothing is known of it. */
    services?: ExposedService[];
    /** What went lately, by cluster. */
    gone?: Record<string, GoneObject[]>;
  } = {},
) {
  const { east, west } = { ...healthy(), ...given };
  return assembleSkupper(
    given.spec ?? spec,
    [
      cluster('east', east, given.eastStatus, given.gone?.east),
      cluster('west', west, given.westStatus, given.gone?.west),
    ],
    given.logs ?? [],
    given.now ?? LATER,
    given.services,
  );
}
