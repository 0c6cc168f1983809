import { ResourceDefinition } from '../../types';
import * as services from './services';
import * as sites from './sites';

/** The 12 kinds of `skupper.io/v2alpha1`. */
export const skupperTypes: ResourceDefinition[] = [
  ...Object.values(sites),
  ...Object.values(services),
];
