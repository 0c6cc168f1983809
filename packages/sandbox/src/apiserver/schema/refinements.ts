import { readData } from '../data';
import { Schema } from '../types';

/** What the API's documents say of a model beside the types of its fields; `self` is about the object as a whole. */
type Refinement = Record<string, Schema>;

/** Fields that hold amounts, like `500m`, wherever they are. */
export const AMOUNTS = new Set([
  'allocatable',
  'allocatedResources',
  'capacity',
  'divisor',
  'limits',
  'overhead',
  'requests',
  'sizeLimit',
]);

/** A list of objects told apart by keys is merged by them; the first is the key of strategic merge patches. */
function completed(_field: unknown, value: Schema): Schema {
  const keys = value?.['x-kubernetes-list-map-keys'];
  return keys
    ? {
        'x-kubernetes-patch-strategy': 'merge',
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': keys,
        'x-kubernetes-patch-merge-key': keys[0],
      }
    : value;
}

/** What client-node's models do not say, by model and field: merge keys, defaults, required fields, choices. */
export const REFINEMENTS: Record<string, Refinement> = readData(
  'models.yaml',
  completed,
);
