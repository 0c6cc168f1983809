import {
  skupperInterconnectSchema,
  SkupperFederationSpec,
} from '@backstage-federation/plugin-federation-common';
import { Interconnect } from '@backstage-federation/plugin-federation-node';
import { skupperActions } from './actions';
import { assembleSkupper } from './assemble/assembleSkupper';
import { wantedRouterLogs } from './assemble/wantedLogs';
import { findNetworks } from './find/findNetworks';
import { planSkupper } from './plan';
import { skupperReads } from './reads';
import { ownedBySkupper } from './removal';
import { skupperTypes } from './resources';
import { checkSkupper } from './steps/checkCluster';
import { SkupperSite } from './types';
import { validateSkupper } from './validate';
import { skupperWatches } from './watches';

/**
 * Skupper v2 (Red Hat Service Interconnect 2) as the network of a federation.
 *
 * @public
 */
export const skupper: Interconnect<SkupperFederationSpec> = {
  role: 'interconnect',
  kind: 'skupper',
  title: 'Skupper',
  specSchema: skupperInterconnectSchema,
  site: {
    type: skupperTypes.site,
    version: (site: SkupperSite) => site.status?.controller?.version,
  },
  workloadSymptoms: ['connector-no-pods'],
  // Where its controller and its grant server are installed.
  reservedNamespaces: ['skupper'],
  reservedNames: ['skupper', 'skupper-*'],
  actions: skupperActions,
  watches: skupperWatches,
  types: [skupperTypes.certificate],
  find: findNetworks,
  reads: skupperReads,
  validate: validateSkupper,
  plan: planSkupper,
  owns: ownedBySkupper,
  assemble: (spec, clusters, { logs }, now, services) =>
    assembleSkupper(spec, clusters, logs, now, services),
  checkCluster: checkSkupper,
  wantedLogs: wantedRouterLogs,
};
