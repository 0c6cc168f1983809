const QUANTITY = /^(\d+(?:\.\d+)?)(m|k|M|G|T|Ki|Mi|Gi|Ti)?$/;
const FACTORS: Record<string, number> = {
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};
/** Where Kubernetes keeps quantities, which it may write in another way. */
const OF_QUANTITIES = /(^|\.)(resources|sizeLimit)(\.|$)/;

function quantity(value: unknown): number | undefined {
  const [, number, unit] = QUANTITY.exec(String(value)) ?? [];
  return number === undefined
    ? undefined
    : Number(number) * (unit ? FACTORS[unit] : 1);
}

/** What says nothing: Kubernetes leaves it out. */
function isEmpty(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) {
    return Object.keys(value).length === 0;
  }
  return value === undefined || value === null || value === '' || !value;
}

/**
 * Whether what is set in a field is what is there: in a map only what is set counts, and nothing is the same as a value that
 * says nothing.
 *
 * @param name - path of the field
 * @internal
 */
export function isSame(wanted: unknown, found: unknown, name: string): boolean {
  if (Object.is(wanted, found)) return true;
  if (found === undefined || found === null) return isEmpty(wanted);
  if (typeof wanted !== 'object' || wanted === null) {
    const amount = OF_QUANTITIES.test(name) ? quantity(wanted) : undefined;
    return amount !== undefined && amount === quantity(found);
  }
  if (Array.isArray(wanted) !== Array.isArray(found)) return false;
  if (Array.isArray(wanted)) {
    const there = found as unknown[];
    return (
      wanted.length === there.length &&
      wanted.every((item, i) => isSame(item, there[i], name))
    );
  }
  return (
    typeof found === 'object' &&
    Object.entries(wanted).every(([field, value]) =>
      isSame(
        value,
        (found as Record<string, unknown>)[field],
        `${name}.${field}`,
      ),
    )
  );
}
