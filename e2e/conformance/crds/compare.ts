/** Raw Kubernetes JSON. */
type Json = any;

/** One field in which two definitions differ. */
export interface Difference {
  /** Kind, then the path of the field: `Site.schema.properties.spec.required`. */
  path: string;
  /** Undefined where the field is absent. */
  real: unknown;
  sandbox: unknown;
}

/** What an API server puts in the place of whatever a definition says. */
const OF_THE_SERVER = ['apiVersion', 'kind', 'metadata'];

/**
 * All of a CustomResourceDefinition that a client or a message of the API server can show, with the defaults that an API
 * server fills in. The order of `required` and `enum` stays: messages name them in that order.
 */
export function describeDefinition(crd: Json): Json {
  const { group, names, scope, versions } = crd.spec;
  return {
    name: crd.metadata.name,
    group,
    scope,
    names: {
      kind: names.kind,
      listKind: names.listKind ?? `${names.kind}List`,
      plural: names.plural,
      singular: names.singular ?? names.kind.toLowerCase(),
      shortNames: names.shortNames ?? [],
      categories: names.categories ?? [],
    },
    versions: Object.fromEntries(
      versions.map((version: Json) => [
        version.name,
        {
          served: version.served,
          storage: version.storage,
          deprecated: version.deprecated ?? false,
          subresources: version.subresources ?? {},
          selectableFields: version.selectableFields ?? [],
          columns: (version.additionalPrinterColumns ?? []).map(
            ({ name, type, jsonPath, priority = 0, format }: Json) => ({
              name,
              type,
              jsonPath,
              priority,
              format,
            }),
          ),
          schema: ownFields(version.schema.openAPIV3Schema),
        },
      ]),
    ),
  };
}

function ownFields(schema: Json): Json {
  const properties = { ...schema.properties };
  OF_THE_SERVER.forEach(name => delete properties[name]);
  return { ...schema, properties };
}

/** Every field in which the two differ, the deepest path that says it. */
export function differences(
  real: Json,
  sandbox: Json,
  path: string,
): Difference[] {
  if (isContainer(real) && isContainer(sandbox)) {
    const keys = [
      ...new Set([...Object.keys(real), ...Object.keys(sandbox)]),
    ].sort();
    return keys.flatMap(key =>
      differences(real[key], sandbox[key], `${path}.${key}`),
    );
  }
  return Object.is(real, sandbox) ? [] : [{ path, real, sandbox }];
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
