import { Script } from '../Session';
import { access } from './access';
import { apply } from './apply';
import { definitions, skupper } from './crds';
import { discovery } from './discovery';
import { lists, watches } from './lists';
import { namespaces } from './namespaces';
import { deleting, objects } from './objects';
import { secrets } from './secrets';
import { services, workloads } from './workloads';

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
  services,
  namespaces,
  definitions,
  skupper,
];
