import { parse, TomlError } from 'smol-toml';

/** How Flower takes `--node-config` apart (`flwr.common.config.parse_config_args`); whatever does not fit it ignores. */
const PAIR = /(\S+?)=('[^']*'|"[^"]*"|\S+)/g;
const EXAMPLE = `'partition-id=0 data-path="/data/x"'`;
const MAX_INT = 2n ** 63n;

function isScalar(value: unknown): boolean {
  return ['boolean', 'number', 'bigint', 'string'].includes(typeof value);
}

/** Flower flattens tables: `a={b=1}` and `a.b=1` are the same. */
function unusable(value: unknown): string | undefined {
  if (value !== null && Object.getPrototypeOf(value) === null) {
    return Object.values(value as object)
      .map(unusable)
      .find(Boolean);
  }
  if (!isScalar(value)) {
    return 'must be text in quotes, a number, true or false';
  }
  return typeof value === 'bigint' && (value >= MAX_INT || value < -MAX_INT)
    ? 'must be a number of at most 64 bits'
    : undefined;
}

/**
 * What is wrong with a value of `--node-config`, as the SuperNode would find when it starts.
 *
 * @param text - `key=value` pairs separated by blanks, the values as in TOML
 * @returns the rule that it breaks, to be read after the field's name
 * @internal
 */
export function nodeConfigProblem(text: string): string | undefined {
  const config = text.trim();
  if (!config) return undefined;
  if (config.endsWith('.toml')) {
    return `must not end in ".toml": Flower would take it for a file`;
  }
  const rest = config.replace(PAIR, ' ').trim();
  if (rest) {
    return `must be key=value pairs separated by blanks, such as ${EXAMPLE}; Flower would ignore "${rest}"`;
  }
  const lines = [...config.matchAll(PAIR)].map(([, key, value]) => ({
    key,
    line: `${key} = ${value}`,
  }));
  for (const { key, line } of lines) {
    try {
      const problem = unusable(parse(line, { integersAsBigInt: true }));
      if (problem) return `${key}: the value ${problem}`;
    } catch (error) {
      if (!(error instanceof TomlError)) throw error;
      return `${key}: "${line.slice(
        key.length + 3,
      )}" is no value of TOML; text needs quotes, as in ${EXAMPLE}`;
    }
  }
  try {
    parse(lines.map(({ line }) => line).join('\n'), {
      integersAsBigInt: true,
    });
    return undefined;
  } catch {
    return 'must not name a key twice';
  }
}
