import { Script } from '../Session';
import { lists, watches } from './lists';
import { deleting, objects } from './objects';
import { secrets } from './secrets';

export const scripts: Script[] = [objects, deleting, lists, watches, secrets];
