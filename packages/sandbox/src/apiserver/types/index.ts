import { ResourceDefinition } from '../types';
import * as access from './access';
import * as apps from './apps';
import * as cluster from './cluster';
import * as core from './core';
import { customResourceDefinitions } from './crds';
import * as endpoints from './endpoints';
import { events } from './events';
import { pods } from './pods';
import { services } from './services';
import * as storage from './storage';

/** The types of Kubernetes itself. */
export const kubernetesTypes: ResourceDefinition[] = [
  ...Object.values(core),
  ...Object.values(endpoints),
  ...Object.values(cluster),
  ...Object.values(storage),
  events,
  services,
  pods,
  ...Object.values(apps),
  ...Object.values(access),
  customResourceDefinitions,
];
