import assert from 'node:assert/strict';
import fc from 'fast-check';

/** One kind of input, and what must hold whatever comes in. */
export interface FuzzTarget {
  /** What is given odd input. */
  name: string;
  /** How many of them a test tries, which is what there is time for in a minute for all targets on two cores. */
  inputs: number;
  /** What must hold; what it needs is started for it, and stopped at the end. */
  start(): Promise<{
    property: fc.IRawProperty<any>;
    stop?(): Promise<void>;
  }>;
}

/** Longer than any answer to one input may take: what takes longer hangs. */
const HANGS_MS = 10_000;

/** A property of inputs that fails also when it is not judged in time, or an error escapes to the process. */
export function holdsFor<T>(
  inputs: fc.Arbitrary<T>,
  judge: (input: T) => Promise<void> | void,
): fc.IAsyncProperty<[T]> {
  return fc.asyncProperty(inputs, async input => {
    const escaped: unknown[] = [];
    const note = (error: unknown) => escaped.push(error);
    process.on('uncaughtException', note);
    process.on('unhandledRejection', note);
    let timer: NodeJS.Timeout | undefined;
    try {
      const late = new Promise<never>((_, reject) => {
        const hangs = () => reject(new Error(`No end in ${HANGS_MS} ms`));
        timer = setTimeout(hangs, HANGS_MS);
      });
      await Promise.race([judge(input), late]);
      // What was left to itself has its turn.
      await new Promise(setImmediate);
    } finally {
      clearTimeout(timer);
      process.off('uncaughtException', note);
      process.off('unhandledRejection', note);
    }
    assert.deepEqual(escaped, []);
    assert.equal(({} as any).polluted, undefined);
  });
}

/** @returns what a call gives, or the error that it throws, which must be of one of these names and say something */
export async function given<T>(
  call: () => Promise<T> | T,
  names: string[],
): Promise<{ value: T } | { error: Error }> {
  try {
    return { value: await call() };
  } catch (thrown) {
    const error = thrown as Error;
    assert.ok(error instanceof Error, `thrown was ${JSON.stringify(thrown)}`);
    if (!names.includes(error.name)) throw error;
    assert.ok(error.message, 'an error without a message');
    return { error };
  }
}
