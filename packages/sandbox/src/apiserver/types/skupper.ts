import { readDefinitions } from '../data';
import { typesOf } from './crds';

/** The definitions of the 12 kinds of `skupper.io/v2alpha1`. */
export const skupperDefinitions = readDefinitions('skupper');

export const skupperTypes = skupperDefinitions.flatMap(typesOf);
