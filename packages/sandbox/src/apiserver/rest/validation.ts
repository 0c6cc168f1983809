import { cause, invalid } from '../errors';
import { dns1123Subdomain, labelValue, qualifiedKey } from '../schema/names';
import { validateSchema } from '../schema/validate';
import { Cause, Json, Obj, ResourceDefinition, Schema } from '../types';
import { ResourceRequest } from './request';

function validateLabels(labels: Json, field: string): Cause[] {
  return Object.entries<Json>(labels ?? {}).flatMap(([key, value]) => [
    ...qualifiedKey(key).map(why => cause.invalid(field, key, why)),
    ...labelValue(String(value)).map(why => cause.invalid(field, value, why)),
  ]);
}

function validateMetadata(request: ResourceRequest, object: Obj): Cause[] {
  const { metadata } = object;
  const found: Cause[] = [];
  const { validateName = dns1123Subdomain } = request.type.strategy;
  if (!metadata.name) {
    found.push(
      cause.required('metadata.name', 'name or generateName is required'),
    );
  } else {
    found.push(
      ...validateName(metadata.name).map(why =>
        cause.invalid('metadata.name', metadata.name, why),
      ),
    );
  }
  found.push(...validateLabels(metadata.labels, 'metadata.labels'));
  let size = 0;
  for (const [key, value] of Object.entries<Json>(metadata.annotations ?? {})) {
    size += key.length + String(value).length;
    found.push(
      ...qualifiedKey(key.toLowerCase()).map(why =>
        cause.invalid('metadata.annotations', key, why),
      ),
    );
  }
  if (size > 256 * 1024) {
    found.push({
      reason: 'FieldValueTooLong',
      message: 'Too long: may not be more than 262144 bytes',
      field: 'metadata.annotations',
    });
  }
  const owners: Json[] = metadata.ownerReferences ?? [];
  owners.forEach((owner, i) => {
    for (const field of ['apiVersion', 'kind', 'name', 'uid']) {
      if (!owner[field]) {
        found.push(
          cause.invalid(
            `metadata.ownerReferences[${i}].${field}`,
            '',
            'must not be empty',
          ),
        );
      }
    }
  });
  if (owners.filter(owner => owner.controller).length > 1) {
    found.push(
      cause.invalid(
        'metadata.ownerReferences',
        owners,
        'Only one reference can have Controller set to true',
      ),
    );
  }
  return found;
}

const BLOCKING = [
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
];

/** Rules of CEL are not looked at while the object has not the form that they expect. */
function uncheckedRules(type: ResourceDefinition, causes: Cause[]): Cause[] {
  return causes.some(c => BLOCKING.includes(c.reason)) && hasRules(type.schema)
    ? [
        cause.invalid(
          '<nil>',
          null,
          'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
        ),
      ]
    : [];
}

function hasRules(schema: Schema): boolean {
  const below = [
    ...Object.values(schema.properties ?? {}),
    ...(schema.items ? [schema.items] : []),
    ...(typeof schema.additionalProperties === 'object'
      ? [schema.additionalProperties]
      : []),
  ];
  return !!schema['x-kubernetes-validations'] || below.some(hasRules);
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
    const before = new Set<string>(old.metadata.finalizers ?? []);
    const added = (object.metadata.finalizers ?? []).filter(
      (f: string) => !before.has(f),
    );
    if (old.metadata.deletionTimestamp && added.length) {
      found.push(
        cause.forbidden(
          'metadata.finalizers',
          `no new finalizers can be added if the object is being deleted, found new finalizers []string{${added
            .map((f: string) => JSON.stringify(f))
            .join(', ')}}`,
        ),
      );
    }
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
}
