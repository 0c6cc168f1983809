const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const DECIMAL: Record<string, number> = {
  n: -9,
  u: -6,
  m: -3,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const FORM =
  /^([+-]?)(\d+)(?:\.(\d+))?(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]|[eE][+-]?\d+)?$/;

/** `numerator / 10^places` in units of the base to the largest power that leaves it whole. */
function canonicalBinary(value: bigint): string {
  let power = 0;
  let left = value;
  while (left !== 0n && left % 1024n === 0n && power < BINARY.length - 1) {
    left /= 1024n;
    power += 1;
  }
  return `${left}${BINARY[power]}`;
}

/** Amounts in their canonical form: `1024Mi` is `1Gi`, `0.5` is `500m`, `1000m` is `1`. Anything else stays. */
export function canonicalQuantity(amount: string | number): string {
  const match = FORM.exec(String(amount));
  if (!match) {
    return String(amount);
  }
  const [, sign, whole, fraction = '', suffix = ''] = match;
  const digits = BigInt(whole + fraction);
  const places = fraction.length;
  if (digits === 0n) {
    return '0';
  }
  const minus = sign === '-' ? '-' : '';
  const binary = BINARY.indexOf(suffix);
  if (binary > 0) {
    const scaled = digits * 1024n ** BigInt(binary);
    const divisor = 10n ** BigInt(places);
    return scaled % divisor === 0n
      ? `${minus}${canonicalBinary(scaled / divisor)}`
      : `${amount}`;
  }
  let exponent = (DECIMAL[suffix] ?? Number(suffix.slice(1))) - places;
  let value = digits;
  while (value % 10n === 0n) {
    value /= 10n;
    exponent += 1;
  }
  // Suffixes stand for multiples of three.
  while (((exponent % 3) + 3) % 3 !== 0) {
    value *= 10n;
    exponent -= 1;
  }
  const name = Object.keys(DECIMAL).find(key => DECIMAL[key] === exponent);
  return name === undefined ? String(amount) : `${minus}${value}${name}`;
}

/** Whether a text or number is an amount at all. */
export function isQuantity(amount: string | number): boolean {
  return FORM.test(String(amount));
}

function amountOf(amount: string): number {
  const [, sign, whole, fraction = '', suffix = ''] = FORM.exec(amount) ?? [];
  const binary = BINARY.indexOf(suffix);
  const factor =
    binary > 0
      ? 1024 ** binary
      : 10 ** (DECIMAL[suffix] ?? Number(suffix.slice(1)));
  return Number(`${sign ?? ''}${whole}.${fraction || 0}`) * factor;
}

/** Negative, zero or positive, as the first amount is less than, equal to or more than the second. */
export function compareQuantities(first: string, second: string): number {
  return amountOf(first) - amountOf(second);
}
