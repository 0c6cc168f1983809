const QUANTITY = /^(\d+(?:\.\d+)?)(?:([numkMGTPE]|[KMGTPE]i)|[eE](\d{1,2}))?$/;
const DECIMAL = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
/** Where Kubernetes keeps quantities, which it may write in another way. */
const OF_QUANTITIES = /(^|\.)(resources|sizeLimit)(\.|$)/;

function quantity(value: unknown): number | undefined {
  const [, text, unit = '', exponent = '0'] =
    QUANTITY.exec(String(value)) ?? [];
  if (text === undefined) return undefined;
  const number = Number(`${text}e${exponent}`);
  if (BINARY.includes(unit)) return number * 1024 ** BINARY.indexOf(unit);
  // The number nearest to what is written, as a product need not be.
  return Number(`${number}e${3 * (DECIMAL.indexOf(unit) - 3)}`);
}

/** An image as it is pulled: its usual registry need not be named. */
const imageName = (image: string) =>
  image.replace(/^(index\.)?docker\.io\/(library\/)?/, '');

/**
 * Whether an image is what is wanted, written otherwise: with its registry, or with the digest that its tag stands for.
 *
 * @internal
 */
export function isSameImage(wanted: unknown, found: unknown): boolean {
  if (typeof wanted !== 'string' || typeof found !== 'string') return false;
  const [one, other] = [wanted, found].map(imageName);
  return one === other || other.startsWith(`${one}@sha256:`);
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
