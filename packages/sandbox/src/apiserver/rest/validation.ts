import { cause, invalid } from '../errors';
import { must, named, unless } from '../schema/checks';
import { dns1123Subdomain, labelValue, qualifiedKey } from '../schema/names';
import { validateSchema } from '../schema/validate';
import { valuesOf } from '../schema/walk';
import { Cause, Json, Obj, ResourceDefinition, Schema } from '../types';
import { ResourceRequest } from './request';

/** In the order in which Go prints maps. */
function byKey(map: Json): [string, Json][] {
  return Object.entries<Json>(map ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
}

function validateLabels(labels: Json, field: string): Cause[] {
  return byKey(labels).flatMap(([key, value]) => [
    ...named(field, key, qualifiedKey),
    ...labelValue(String(value)).map(why => cause.invalid(field, value, why)),
  ]);
}

const ANNOTATIONS_LIMIT = 256 * 1024;
const STANDARD_FINALIZERS = ['kubernetes', 'orphan', 'foregroundDeletion'];

function validateFinalizers(
  { custom }: ResourceDefinition,
  finalizers: string[],
): Cause[] {
  return finalizers.flatMap((finalizer, i) => {
    const field = `metadata.finalizers${custom ? '' : `[${i}]`}`;
    const wrong = named(field, finalizer, qualifiedKey);
    if (wrong.length || custom) {
      return wrong;
    }
    return must(
      finalizer.includes('/') || STANDARD_FINALIZERS.includes(finalizer),
      field,
      finalizer,
      'name is neither a standard finalizer name nor is it fully qualified',
    );
  });
}

function finalizerWarnings(
  { custom }: ResourceDefinition,
  { metadata }: Obj,
  old: Obj | undefined,
): string[] {
  const before: string[] = old?.metadata.finalizers ?? [];
  return (metadata.finalizers ?? [])
    .filter(
      (f: string) =>
        custom &&
        !f.includes('/') &&
        !before.includes(f) &&
        !STANDARD_FINALIZERS.includes(f),
    )
    .map(
      (f: string) =>
        `metadata.finalizers: ${JSON.stringify(
          f,
        )}: prefer a domain-qualified finalizer name to avoid accidental conflicts with other finalizer writers`,
    );
}

function validateOwners(owners: Json[]): Cause[] {
  const [first, second] = owners.filter(owner => owner.controller);
  return [
    ...owners.flatMap(owner =>
      ['apiVersion', 'kind', 'name', 'uid'].flatMap(field =>
        must(
          owner[field],
          `metadata.ownerReferences.${field}`,
          '',
          'must not be empty',
        ),
      ),
    ),
    ...must(
      !second,
      'metadata.ownerReferences',
      owners,
      `Only one reference can have Controller set to true. Found "true" in references for ${first?.kind}/${first?.name} and ${second?.kind}/${second?.name}`,
    ),
  ];
}

function validateAnnotations(annotations: Json): Cause[] {
  const field = 'metadata.annotations';
  const entries = byKey(annotations);
  const size = entries.reduce(
    (sum, [key, value]) => sum + key.length + String(value).length,
    0,
  );
  return [
    ...entries.flatMap(([key]) =>
      qualifiedKey(key.toLowerCase()).map(why =>
        cause.invalid(field, key, why),
      ),
    ),
    ...unless(
      size <= ANNOTATIONS_LIMIT,
      cause.tooLong(field, ANNOTATIONS_LIMIT),
    ),
  ];
}

function validateMetadata(
  { type }: ResourceRequest,
  { metadata }: Obj,
): Cause[] {
  const { validateName = dns1123Subdomain } = type.strategy;
  return [
    ...(metadata.name
      ? named('metadata.name', metadata.name, validateName)
      : [cause.required('metadata.name', 'name or generateName is required')]),
    ...validateLabels(metadata.labels, 'metadata.labels'),
    ...validateAnnotations(metadata.annotations),
    ...validateFinalizers(type, metadata.finalizers ?? []),
    ...validateOwners(metadata.ownerReferences ?? []),
  ];
}

/** A deleted object gets no new finalizers. */
function validateNewFinalizers(object: Obj, old: Obj): Cause[] {
  const before: string[] = old.metadata.finalizers ?? [];
  const added = (object.metadata.finalizers ?? [])
    .filter((f: string) => !before.includes(f))
    .map((f: string) => JSON.stringify(f));
  return unless(
    !old.metadata.deletionTimestamp || !added.length,
    cause.forbidden(
      'metadata.finalizers',
      `no new finalizers can be added if the object is being deleted, found new finalizers []string{${added.join(
        ', ',
      )}}`,
    ),
  );
}

const BLOCKING = [
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
];

/** Rules of CEL are not looked at while the object has not the form that they expect. */
function uncheckedRules(type: ResourceDefinition, causes: Cause[]): Cause[] {
  return must(
    !causes.some(c => BLOCKING.includes(c.reason)) || !hasRules(type.schema),
    '<nil>',
    null,
    'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
  );
}

function hasRules(schema: Schema): boolean {
  const below = [
    ...Object.values(schema.properties ?? {}),
    schema.items,
    valuesOf(schema),
  ];
  return (
    !!schema['x-kubernetes-validations'] ||
    below.some(child => child && hasRules(child))
  );
}

/** @throws ApiError 422 with everything that is wrong */
export function validateObject(
  request: ResourceRequest,
  object: Obj,
  old?: Obj,
): void {
  const { type } = request;
  const { strategy } = type;
  const found = validateMetadata(request, object);
  if (old) {
    found.push(...validateNewFinalizers(object, old));
  }
  const { metadata: _, ...fields } = type.schema.properties ?? {};
  const { metadata: _1, ...content } = object;
  const { metadata: _2, ...before } = old ?? ({} as Obj);
  let schemaCauses = validateSchema(
    { ...type.schema, properties: fields },
    content,
    '',
    old && before,
  );
  if (type.custom && request.subresource === 'status') {
    // The status is then validated by itself, and its texts name no more than the path in it.
    schemaCauses = schemaCauses.map(c => ({
      ...c,
      message: c.message.replace(': status.', ': '),
    }));
  }
  found.push(...schemaCauses, ...uncheckedRules(type, schemaCauses));
  if (!schemaCauses.length) {
    found.push(...(strategy.validate?.(object, request.cluster.context) ?? []));
    if (old) {
      found.push(...(strategy.validateUpdate?.(object, old) ?? []));
    }
  }
  if (found.length) {
    throw invalid(
      type,
      object.metadata.name ?? '',
      found.filter(
        (c, i) =>
          found.findIndex(
            o => o.field === c.field && o.message === c.message,
          ) === i,
      ),
    );
  }
  request.warnings.push(
    ...finalizerWarnings(type, object, old),
    ...(strategy.warnings?.(object, old) ?? []),
  );
}
