import { PlaceValue } from './problems';

/** The value at a dotted path of the form's data. */
export function valueAt(data: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, key) =>
        value && typeof value === 'object'
          ? (value as Record<string, unknown>)[key]
          : undefined,
      data,
    );
}

/** The text at a dotted path of the form's data. */
export function textAt(data: unknown, path: string): string | undefined {
  const value = valueAt(data, path);
  return typeof value === 'string' ? value : undefined;
}

/** The place at a dotted path of the form's data. */
export function placeAt(data: unknown, path: string): PlaceValue {
  return {
    cluster: textAt(data, `${path}.cluster`),
    namespace: textAt(data, `${path}.namespace`),
  };
}

/** What the whole form holds, as the scaffolder hands it to each field. */
export function formDataOf(props: { formContext?: unknown }): unknown {
  return valueAt(props.formContext, 'formData');
}
