import { FederationAction } from '@backstage-federation/plugin-federation-node';
import { runStart } from './runStart';
import { runStop } from './runStop';
import { superLinkDelete } from './superLinkDelete';
import { superLinkDeploy } from './superLinkDeploy';
import { superNodeDelete } from './superNodeDelete';
import { superNodeDeploy } from './superNodeDeploy';
import { superNodeRegister } from './superNodeRegister';
import { superNodesWait } from './superNodesWait';
import { superNodeUnregister } from './superNodeUnregister';

export { federationExamples } from './federationExamples';

/** What Flower makes and removes, one thing each, and its runs. */
export const flowerActions: FederationAction[] = [
  superLinkDeploy,
  superLinkDelete,
  superNodeDeploy,
  superNodeDelete,
  superNodeRegister,
  superNodeUnregister,
  superNodesWait,
  runStart,
  runStop,
];
