import { routerSampleText } from '@backstage-federation/recordings';

/** One end's log in a sample of a real router. */
export interface SampleEnd {
  /** As `router-west (connecting end)`. */
  title: string;
  lines: string[];
  /** Kinds of lines of which only three were kept, and how many more there were. */
  more: { count: number; start: string }[];
}

/** Lines that most samples leave out; see their README. */
const LEFT_OUT = [
  /^ROUTER_CORE \(info\) (Core module|Finalizing|Protocol adaptor|Streaming|Stuck|Router)/,
  /^ROUTER \(info\) (Inter-router|Router|Version|Process)/,
  /^SERVER \(info\) (Container Name|Listening on (localhost:5672|:5671))/,
  /^(HTTP|POLICY) \(info\)/,
  /^TCP_ADAPTOR \(info\) (Router buffer|Shutting down)/,
  /^FLOW_LOG \(info\) (Protocol logging|ROUTER \[|LOG \[)/,
  /^AGENT \(info\) Activating/,
  /^CONN_MGR \(info\) (Created address|Configured {2}Listener: (:9090|localhost|:5671))/,
  /^ROUTER_LS \(info\) Computed (costs|valid|radius)/,
];

/** What differs from run to run, and what stands for it. */
const PLACEHOLDERS: [RegExp, string][] = [
  [/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6} \+0000 /, ''],
  [/\[C\d+\]/g, '[C#]'],
  [/\((id)=\d+\)/, '($1=#)'],
  [/\b(from|host=|async disconnect) ?\d+\.\d+\.\d+\.\d+:\d+/g, '$1 PEER'],
  [/(sourceHost|proxyHost)=\S+ (sourcePort|proxyPort)=\d+/g, '$1 $2'],
  [/user=CN=\S+/, 'user=CN=#'],
  [/(qd\.conn-id"=)\d+/, '$1#'],
  [/(qd\.(?:access-id|group-correlator)"=)"[^"]*"/g, '$1#'],
  [/\[[\w+/]{5}:\d+\]/g, '[RECORD]'],
  [/(parent|peer|connector)=[\w+/]{5}:\d+/g, '$1=RECORD'],
  [/(octets|octetsReverse|[a-z]*TimeStamp|downCount)=\d+/g, '$1=#'],
  [/ (latency|processLatency)=\d+/g, ''],
  [/sourceLine=\d+/, 'sourceLine=#'],
  [/instance=\d+/, 'instance=#'],
  [/[\d.]+ [MG]iB/g, '# iB'],
  [/\(\d+ buffers\)/, '(# buffers)'],
  // The router's configuration as a Python dictionary, cut off in the samples.
  [/ for \{'type'.*$/, ' for {…}'],
  // Port of an HTTP proxy of a test.
  [/(\b(?:to|through)) 10\.77\.0\.254:3128/, '$1 PROXY'],
  [/Mesh identifier sent to Interior: \S+/, 'Mesh identifier sent to Interior'],
];

/** A line without what differs from run to run. */
export function normalise(line: string): string {
  return PLACEHOLDERS.reduce(
    (text, [pattern, placeholder]) => text.replace(pattern, placeholder),
    line,
  );
}

/** The ends of a sample, in their order there; `router-west` connects, `router-east` listens. */
export function readSample(name: string): SampleEnd[] {
  const ends: SampleEnd[] = [];
  for (const line of routerSampleText(name).split('\n')) {
    const title = /^# --- (.*)$/.exec(line)?.[1];
    const more = /^# \((\d+) more lines like: (.*)\)$/.exec(line);
    if (title) ends.push({ title, lines: [], more: [] });
    else if (more) {
      ends.at(-1)!.more.push({ count: Number(more[1]), start: more[2] });
    } else if (line && !line.startsWith('#')) ends.at(-1)!.lines.push(line);
  }
  return ends;
}

/** A line as in the comments of samples on lines that were not kept. */
function masked(line: string): string {
  return line
    .slice(33)
    .replace(/\[C\d+\]/g, '[Cn]')
    .replace(/LOG \[[^\]]+\]/, 'LOG [id]')
    .replace(/\b\d+\b/g, 'N');
}

/** How often a sample's end logged a kind of line; undefined: again and again. */
function times(end: SampleEnd, kind: string): number | undefined {
  const kept = end.lines.filter(line => normalise(line) === kind);
  return end.more.some(({ start }) => masked(kept[0]).startsWith(start))
    ? undefined
    : kept.length;
}

/** The parts of a log between its route computations, each of which ends a part. */
function parts(lines: string[]): string[][] {
  const found: string[][] = [[]];
  for (const line of lines) {
    found.at(-1)!.push(line);
    if (line.startsWith('ROUTER_LS (info) Computed next hops')) found.push([]);
  }
  return found;
}

/** Lines of one family come in any order: of a link's connections, of listeners. */
function family(kind: string): string {
  return kind.replace(/props=\{.*\}/, '').replace(/:\d+/g, '');
}

/** Pairs of kinds of which the first always came before the second. */
function firmOrder(lines: string[]): [string, string][] {
  const kinds = [...new Set(lines)];
  return kinds.flatMap(a =>
    kinds
      .filter(b => lines.lastIndexOf(a) < lines.indexOf(b))
      .filter(b => family(a) !== family(b))
      .map(b => [a, b] as [string, string]),
  );
}

/** For each connection of a log its lines in order. */
function byConnection(lines: string[]): string[][] {
  const found = new Map<string, string[]>();
  for (const line of lines) {
    const id = /\[C\d+\]/.exec(line)?.[0];
    if (id) found.set(id, [...(found.get(id) ?? []), normalise(line)]);
  }
  return [...found.values()];
}

/** Options of {@link differences}. */
export interface Comparison {
  /** Compare boot lines, too, and those that repeat others. */
  whole?: boolean;
  /** Kinds of which the real router logs one or the other, as it happens. */
  varying?: RegExp[];
  /** Kinds that it logs at varying places. */
  anywhere?: RegExp[];
}

/**
 * What is different in an emulated router's log: lines that the real one has not or the other way round, their numbers,
 * their order. Kinds of which the sample counts more than it shows are logged for each attempt: there must be more
 * than three.
 *
 * @returns one text per difference; empty if there is none
 */
export function differences(
  sample: SampleEnd,
  log: string[],
  { whole = false, varying = [], anywhere = [] }: Comparison = {},
): string[] {
  const kinds = new Set(sample.lines.map(normalise));
  const isKept = (line: string) =>
    whole || kinds.has(line) || !LEFT_OUT.some(p => p.test(line));
  const counts = (line: string) => !varying.some(p => p.test(line));
  const isFirm = (line: string) =>
    counts(line) && !anywhere.some(p => p.test(line));
  const theirs = sample.lines.map(normalise).filter(counts);
  const ours = log.map(normalise).filter(isKept).filter(counts);
  const found: string[] = [];

  for (const line of new Set(log.map(normalise).filter(isKept))) {
    if (!kinds.has(line)) found.push(`only here: ${line}`);
  }
  const repeated = new Set<string>();
  for (const kind of new Set(theirs)) {
    const expected = times(sample, kind);
    const count = ours.filter(line => line === kind).length;
    if (expected === undefined) repeated.add(kind);
    // Of kinds that begin alike the sample doesn't tell which came again.
    const least = theirs.filter(line => line === kind).length;
    if (expected === undefined ? count < least : count !== expected) {
      const wanted = expected ?? `at least ${least}`;
      found.push(`${count} times instead of ${wanted}: ${kind}`);
    }
  }
  const again = ours.filter(line => repeated.has(line));
  if (repeated.size && again.length <= repeated.size * 3) {
    found.push(`not again and again: ${[...repeated].join(' | ')}`);
  }
  const theirParts = parts(theirs.filter(isFirm));
  parts(ours.filter(isFirm)).forEach((part, index) => {
    for (const [a, b] of firmOrder(theirParts[index] ?? [])) {
      const [first, second] = [part.indexOf(a), part.indexOf(b)];
      const elsewhere = [a, b].some(
        kind => repeated.has(kind) || !ours.includes(kind),
      );
      if (first < 0 || second < 0 ? !elsewhere : first > second) {
        found.push(`in part ${index}, not before the next: ${a}\n  ${b}`);
      }
    }
  });
  const sequences = byConnection(sample.lines);
  for (const sequence of byConnection(log)) {
    for (const [a, b] of firmOrder(sequence.filter(isFirm))) {
      const reversed = sequences.some(s =>
        firmOrder(s).some(([x, y]) => x === b && y === a),
      );
      if (reversed) found.push(`on a connection, not after: ${a}\n  ${b}`);
    }
  }
  return found;
}
