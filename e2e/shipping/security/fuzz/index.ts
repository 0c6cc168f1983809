import './mocks';
import { actions } from './actions';
import { clusterAnswers } from './clusterAnswers';
import { configs } from './configs';
import { eventStreams } from './eventStreams';
import { objects } from './objects';
import { routes } from './routes';
import { specs } from './specs';
import { superLink } from './superLink';
import { FuzzTarget } from './target';

/** Every way in. */
export const TARGETS: FuzzTarget[] = [
  specs,
  actions,
  routes,
  objects,
  configs,
  clusterAnswers,
  superLink,
  eventStreams,
];
