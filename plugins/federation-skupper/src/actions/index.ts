import { FederationAction } from '@backstage-federation/plugin-federation-node';
import { connectorCreate } from './connectorCreate';
import { controllerEnsure } from './controllerEnsure';
import { linkCreate } from './linkCreate';
import { linkDelete } from './linkDelete';
import { listenerCreate } from './listenerCreate';
import { connectorDelete, listenerDelete } from './serviceDelete';
import { siteCreate } from './siteCreate';
import { siteDelete } from './siteDelete';

/** What Skupper makes and removes, one thing each. */
export const skupperActions: FederationAction[] = [
  controllerEnsure,
  siteCreate,
  siteDelete,
  linkCreate,
  linkDelete,
  connectorCreate,
  connectorDelete,
  listenerCreate,
  listenerDelete,
];
