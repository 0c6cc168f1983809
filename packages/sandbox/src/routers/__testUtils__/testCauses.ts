import { Bench } from './testBench';
import { Comparison, differences, readSample } from './testSamples';
import { RouterTiming } from '../timing';

/** A cause, how it comes about here, and the sample of a real router with which the logs are compared. */
export interface Cause extends Comparison {
  sample: string;
  /** Brings it about, with all routers of the sample that are to be compared. */
  produce(bench: Bench): Promise<unknown>;
  /** Until the logs have it all; without: fifteen further attempts of the connecting end. */
  until?(bench: Bench): Promise<unknown>;
  /** Ends that are compared; without: all that were started. */
  ends?: string[];
  timing?: Partial<RouterTiming>;
  /** What the sample's lines would be for what is different here; undefined leaves a line out. */
  rewrite?(line: string): string | undefined;
}

/** Produces a cause and compares the log of each end with the sample. @returns the differences */
export async function produce(cause: Cause): Promise<Record<string, string[]>> {
  const bench = await Bench.start(cause.timing);
  try {
    await cause.produce(bench);
    if (cause.until) await cause.until(bench);
    else await bench.further();
    const found: Record<string, string[]> = {};
    for (const end of readSample(cause.sample)) {
      const name = /^router-(\w+)/.exec(end.title)![1];
      const site = bench.test.sites.find(s => s.name === name);
      const isCompared = cause.ends ? cause.ends.includes(name) : site?.router;
      if (site && isCompared) {
        const { rewrite = line => line } = cause;
        const lines = end.lines.flatMap(line => rewrite(line) ?? []);
        const more = end.more.flatMap(({ count, start }) => {
          // Numbers are masked there, hosts are not.
          const text = rewrite(start);
          return text ? { count, start: text } : [];
        });
        found[name] = differences({ ...end, lines, more }, site.lines, cause);
      }
    }
    return found;
  } finally {
    await bench.close();
  }
}

/** No difference at the ends that count. */
export function same(...ends: string[]): Record<string, string[]> {
  return Object.fromEntries(ends.map(end => [end, []]));
}
