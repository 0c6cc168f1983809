import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { FederationSpec } from '@backstage-federation/plugin-federation-common';

/** More than any spec has; what is forged must not fill the memory. */
const MAX_BYTES = 4_000_000;

/**
 * Refers to a federation in a permission request by what it is, or would be: the conditions are applied to that very spec, not to
 * what the live view has seen under the name.
 *
 * @returns some kB also for a thousand members; no name of a federation has its `@`
 * @internal
 */
export function resourceRefOf(spec: FederationSpec): string {
  const packed = deflateRawSync(JSON.stringify(spec)).toString('base64url');
  return `${spec.name}@${packed}`;
}

/**
 * What such a reference says. It proves nothing: whoever asks by it learns what would be permitted.
 *
 * @returns undefined for a federation's name, and for what is no reference
 * @public
 */
export function specOfResourceRef(ref: string): FederationSpec | undefined {
  const [, packed] = ref.split('@');
  if (packed === undefined) return undefined;
  try {
    const text = inflateRawSync(Buffer.from(packed, 'base64url'), {
      maxOutputLength: MAX_BYTES,
    });
    return JSON.parse(text.toString());
  } catch {
    return undefined;
  }
}
