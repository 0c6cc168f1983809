import { cause } from '../errors';
import { oneOf, required, unless } from '../schema/checks';
import { compareQuantities } from '../schema/quantity';
import { deepEqual } from '../ssa/typed';
import { Cause, Json, Obj } from '../types';

const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class';
const MODES = [
  'ReadOnlyMany',
  'ReadWriteMany',
  'ReadWriteOnce',
  'ReadWriteOncePod',
];

/** Whether claims that name no class get this one. */
export function isDefaultClass({ metadata }: Obj): boolean {
  return metadata.annotations?.[DEFAULT_CLASS] === 'true';
}

/** What a claim must say. */
export function validateClaim({ spec = {} }: Obj): Cause[] {
  const modes: string[] = spec.accessModes ?? [];
  const storage = spec.resources?.requests?.storage;
  return [
    ...required(
      'spec.accessModes',
      modes.length,
      'at least 1 access mode is required',
    ),
    ...modes.flatMap(mode => oneOf('spec.accessModes', mode, MODES)),
    ...required('spec.resources[storage]', storage, ''),
  ];
}

/** A claim is filled in by who binds it, and may grow once it is bound; the rest of it stays. */
export function validateClaimUpdate(next: Obj, old: Obj): Cause[] {
  const before: Json = structuredClone(old.spec);
  before.volumeName ??= next.spec.volumeName;
  before.storageClassName ??= next.spec.storageClassName;
  const from = before.resources?.requests?.storage;
  const to = next.spec.resources?.requests?.storage;
  const isBound = old.status?.phase === 'Bound';
  if (isBound && from && to) {
    if (compareQuantities(to, from) < 0) {
      return [
        cause.forbidden(
          'spec.resources.requests.storage',
          'field can not be less than status.capacity',
        ),
      ];
    }
    before.resources.requests.storage = to;
  }
  return unless(
    deepEqual(next.spec, before),
    cause.forbidden(
      'spec',
      'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims',
    ),
  );
}
