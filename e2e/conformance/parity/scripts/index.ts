import { Script } from '../Session';
import { access } from './access';
import { apply } from './apply';
import { definitions } from './definitions';
import { deleting } from './deleting';
import { discovery } from './discovery';
import { lists } from './lists';
import { namespaces } from './namespaces';
import { objects } from './objects';
import { pods } from './pods';
import { policies } from './policies';
import { secrets } from './secrets';
import { services } from './services';
import { skupper } from './skupper';
import { watches } from './watches';
import { workloads } from './workloads';

export const scripts: Script[] = [
  discovery,
  objects,
  deleting,
  lists,
  watches,
  secrets,
  access,
  apply,
  workloads,
  pods,
  policies,
  services,
  namespaces,
  definitions,
  skupper,
];
