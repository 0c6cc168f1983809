import { Exchange } from './Session';

/** One place where the two servers differ. */
export interface Difference {
  /** `<script>: <request>`. */
  request: string;
  /** In the answer: `code`, `body.details.causes[0].message`. */
  path: string;
  sandbox: unknown;
  real: unknown;
}

/** A difference that stays. */
export interface KnownDifference {
  /** Requests as `<script>: <name>`. */
  requests: string[];
  /** In the answer; covers everything below it. */
  path: string;
  reason: string;
}

function walk(
  path: string,
  sandbox: any,
  real: any,
  found: (path: string, sandbox: unknown, real: unknown) => void,
): void {
  if (sandbox === real) return;
  const both = (test: (value: unknown) => boolean) =>
    test(sandbox) && test(real);
  if (both(Array.isArray) && sandbox.length === real.length) {
    sandbox.forEach((item: unknown, i: number) =>
      walk(`${path}[${i}]`, item, real[i], found),
    );
    return;
  }
  if (
    both(value => !!value && typeof value === 'object') &&
    !both(Array.isArray)
  ) {
    if (Array.isArray(sandbox) !== Array.isArray(real)) {
      found(path, sandbox, real);
      return;
    }
    for (const key of new Set([
      ...Object.keys(sandbox),
      ...Object.keys(real),
    ])) {
      walk(path ? `${path}.${key}` : key, sandbox[key], real[key], found);
    }
    return;
  }
  found(path, sandbox, real);
}

function outcome(exchange: Exchange | undefined): string {
  if (!exchange) return 'not asked';
  const { code, body } = exchange.answer;
  const { reason, message } = (body ?? {}) as any;
  return message ? `${code} ${reason}: ${message}` : String(code);
}

/** Compares the answers to one script, request by request. */
export function compare(
  script: string,
  sandbox: Exchange[],
  real: Exchange[],
): Difference[] {
  const found: Difference[] = [];
  const names = new Set([...sandbox, ...real].map(({ name }) => name));
  for (const name of names) {
    const [a, b] = [sandbox, real].map(list => list.find(e => e.name === name));
    const request = `${script}: ${name}`;
    if (a?.answer.code !== b?.answer.code) {
      // The rest then differs as a matter of course.
      found.push({
        request,
        path: 'code',
        sandbox: outcome(a),
        real: outcome(b),
      });
      continue;
    }
    walk('', a!.answer, b!.answer, (path, one, other) =>
      found.push({ request, path, sandbox: one, real: other }),
    );
  }
  return found;
}

/** `[]` in a known path stands for any index. */
function covers(known: string, at: string): boolean {
  const path = known.includes('[]') ? at.replace(/\[\d+\]/g, '[]') : at;
  return (
    path === known ||
    path.startsWith(`${known}.`) ||
    path.startsWith(`${known}[`)
  );
}

/**
 * Sorts differences into those that are listed and those that are not.
 *
 * @returns `unexpected`: not listed; `stale`: what is listed for the scripts that ran and differs no more
 */
export function judge(
  differences: Difference[],
  known: KnownDifference[],
  scripts: string[],
): { unexpected: Difference[]; stale: string[] } {
  const entries = known.flatMap(({ requests, path }) =>
    requests.map(request => ({ request, path })),
  );
  return {
    unexpected: differences.filter(
      d =>
        !entries.some(k => k.request === d.request && covers(k.path, d.path)),
    ),
    stale: entries
      .filter(({ request }) => scripts.includes(request.split(': ')[0]))
      .filter(
        k =>
          !differences.some(
            d => k.request === d.request && covers(k.path, d.path),
          ),
      )
      .map(({ request, path }) => `${request} at ${path}`),
  };
}
