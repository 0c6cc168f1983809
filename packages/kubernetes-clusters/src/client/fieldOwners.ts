import { FieldOwner, FieldSet } from '../types';

/** An entry of managedFields. @internal */
export interface ManagedFields {
  manager?: string;
  subresource?: string;
  time?: string;
  fieldsV1?: FieldSet;
}

/** What a person or controller wants of an object, of all that a manager may hold: no status, no annotations. */
function wantedOf(fields: FieldSet | undefined): FieldSet {
  const { 'f:metadata': metadata, 'f:status': _, ...rest } = fields ?? {};
  const labels = metadata?.['f:labels'];
  return labels ? { ...rest, 'f:metadata': { 'f:labels': labels } } : rest;
}

/**
 * Who holds fields of an object, of its managedFields: few words, as most objects have one manager, and their controller
 * writes nothing but their status.
 *
 * @param besides - the field manager that is left out
 * @internal
 */
export function fieldOwners(
  managedFields: ManagedFields[] | undefined,
  besides: string,
): FieldOwner[] {
  if (!Array.isArray(managedFields)) return [];
  return managedFields.flatMap(entry => {
    const { manager = '', subresource, time, fieldsV1 } = entry;
    const fields = wantedOf(fieldsV1);
    const isOther = manager !== besides && subresource !== 'status';
    return isOther && Object.keys(fields).length
      ? [{ manager, ...(time && { time }), fields }]
      : [];
  });
}
