import {
  ClusterStatus,
  SkupperFederationSpec,
} from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { LogEvidence } from '@backstage-federation/plugin-federation-node';
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
  } = {},
) {
  const { east, west } = { ...healthy(), ...given };
  return assembleSkupper(
    given.spec ?? spec,
    [
      cluster('east', east, given.eastStatus),
      cluster('west', west, given.westStatus),
    ],
    given.logs ?? [],
    given.now ?? LATER,
  );
}
