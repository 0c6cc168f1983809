import { Interconnect } from '@backstage-federation/plugin-federation-node';
import { skupperActions } from './actions';
import { assembleSkupper } from './assemble/assembleSkupper';
import { wantedRouterLogs } from './assemble/wantedLogs';
import {
  planSkupper,
  planSkupperMemberRemoval,
  planSkupperRemoval,
} from './plan';
import { skupperReads } from './reads';
import { validateSkupper } from './validate';
import { skupperWatches } from './watches';

/**
 * Skupper v2 (Red Hat Service Interconnect 2) as the network of a federation.
 *
 * @public
 */
export const skupper: Interconnect = {
  role: 'interconnect',
  kind: 'skupper',
  actions: skupperActions,
  watches: skupperWatches,
  reads: skupperReads,
  validate: validateSkupper,
  plan: planSkupper,
  planMemberRemoval: planSkupperMemberRemoval,
  planRemoval: planSkupperRemoval,
  assemble: assembleSkupper,
  wantedLogs: wantedRouterLogs,
};
