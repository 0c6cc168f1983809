import { Json } from '../types';

/** A value as Go prints it. */
export function goText(value: Json): string {
  if (Array.isArray(value)) {
    return `[${value.map(goText).join(' ')}]`;
  }
  if (value && typeof value === 'object') {
    const entries = Object.entries<Json>(value).sort();
    return `map[${entries.map(([k, v]) => `${k}:${goText(v)}`).join(' ')}]`;
  }
  return String(value);
}
