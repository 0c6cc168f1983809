const UNITS: Record<string, number> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};

/**
 * Parses a Go duration like `1h30m`.
 * @returns milliseconds
 * @throws Error with Go's text
 */
export function parseGoDuration(text: string): number {
  const [, sign, rest] = /^([-+]?)(.*)$/s.exec(text)!;
  if (rest === '0') {
    return 0;
  }
  if (rest === '') {
    throw new Error(`time: invalid duration "${text}"`);
  }
  let total = 0;
  for (let left = rest; left; ) {
    const [part, number, unit] = /^(\d+\.?\d*|\.\d+)([^\d.]*)/.exec(left) ?? [];
    if (part === undefined) {
      throw new Error(`time: invalid duration "${text}"`);
    }
    if (!unit) {
      throw new Error(`time: missing unit in duration "${text}"`);
    }
    if (UNITS[unit] === undefined) {
      throw new Error(`time: unknown unit "${unit}" in duration "${text}"`);
    }
    total += Number(number) * UNITS[unit];
    left = left.slice(part.length);
  }
  return sign === '-' ? -total : total;
}
