/** The part of a JSON schema that pages show. */
export interface JsonSchema {
  type?: string | string[];
  description?: string;
  visibility?: string;
  default?: unknown;
  const?: unknown;
  enum?: unknown[];
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  maxItems?: number;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: string[];
}

const code = (value: unknown) =>
  `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;

/** The type of a field in words. */
export function typeOf(schema: JsonSchema): string {
  if (schema.const !== undefined) return code(schema.const);
  if (schema.enum) return schema.enum.map(code).join(', ');
  const kinds = schema.anyOf ?? schema.oneOf;
  if (kinds) return [...new Set(kinds.map(typeOf))].join(' or ');
  if (schema.type === 'array') {
    const inner = typeOf(schema.items ?? {});
    return inner === 'object' ? 'list' : `list of ${inner}s`;
  }
  if (schema.type === 'integer') return 'whole number';
  return String(schema.type ?? 'any');
}

/** What a value may be, as far as the schema says it. */
export function limitsOf(schema: JsonSchema): string {
  const { minimum, maximum, maxLength, maxItems } = schema;
  return [
    minimum !== undefined &&
      (maximum !== undefined
        ? `${minimum} to ${maximum}`
        : `at least ${minimum}`),
    maxLength !== undefined && `at most ${maxLength} characters`,
    maxItems !== undefined && `at most ${maxItems}`,
  ]
    .filter(Boolean)
    .join(', ');
}

/** Its default as code; nothing where it has none, or where that is an empty object that its fields fill. */
export function defaultOf({ default: value }: JsonSchema): string {
  if (value === undefined || JSON.stringify(value) === '{}') return '';
  return code(value);
}

/** A field with its path, such as `hub.cluster` or `members[].name`. */
export interface Field {
  path: string;
  schema: JsonSchema;
  required: boolean;
}

/** A part that is another for each kind: the kinds that are known here come first, and their fields are told. */
const alternatives = (schema: JsonSchema): JsonSchema[] => [
  schema,
  ...(schema.anyOf ?? schema.oneOf ?? []).flatMap(alternatives),
];

/** All fields of an object, each before those that it holds. */
export function fieldsOf(schema: JsonSchema, prefix = ''): Field[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const path = prefix + name;
    const inner = alternatives(field).flatMap(part => [
      ...(part.properties ? fieldsOf(part, `${path}.`) : []),
      ...(part.items ? fieldsOf(part.items, `${path}[].`) : []),
    ]);
    const seen = new Set<string>();
    const fields = inner.filter(
      f => !seen.has(f.path) && Boolean(seen.add(f.path)),
    );
    return [
      {
        path,
        schema: field,
        required: schema.required?.includes(name) ?? false,
      },
      ...fields,
    ];
  });
}
