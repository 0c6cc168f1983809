import { InputError } from '@backstage/errors';
import { z } from 'zod';
import { OfKind } from '../view/openapi.generated';

/**
 * A part of the spec that is another for each kind. A kind that is not among these passes as it is: its adapter checks
 * it.
 *
 * @param kinds - schemas of the kinds of this package; the first one is meant when none is named
 * @internal
 */
export function partByKind(kinds: Record<string, z.ZodObject>) {
  const [first] = Object.keys(kinds);
  const [...known] = Object.values(kinds);
  const other = z.looseObject({
    kind: z
      .string({ message: 'kind must be text' })
      .min(1, 'kind must not be empty')
      .refine(kind => !(kind in kinds), { abort: true }),
  });
  const schema = z.preprocess(part => {
    if (typeof part !== 'object' || part === null) return part;
    const { kind = first, ...rest } = part as Partial<OfKind>;
    return { kind, ...rest };
  }, z.union([z.discriminatedUnion('kind', known as [z.ZodObject]), other]));
  return (schema as z.ZodType<OfKind, Partial<OfKind>>).prefault({});
}

/** @throws InputError that names the part and both kinds @internal */
export function requireKind(role: string, part: OfKind, kind: string): void {
  if (part.kind !== kind) {
    throw new InputError(
      `${role}.kind: it must be "${kind}" here, and is "${part.kind}"`,
    );
  }
}
