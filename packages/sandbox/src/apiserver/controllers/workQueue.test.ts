import { setImmediate } from 'node:timers/promises';
import { WorkQueue } from './workQueue';

describe('WorkQueue', () => {
  it('looks at each key once, later', async () => {
    const seen: string[] = [];
    const queue = new WorkQueue(key => seen.push(key));
    queue.add('a', 'b');
    queue.add('a');
    expect(seen).toEqual([]);
    await setImmediate();
    expect(seen).toEqual(['a', 'b']);
    queue.add('a');
    await setImmediate();
    expect(seen).toEqual(['a', 'b', 'a']);
  });

  it('looks at nothing once it is stopped', async () => {
    const seen: string[] = [];
    const queue = new WorkQueue(key => seen.push(key));
    queue.add('a');
    queue.stop();
    await setImmediate();
    expect(seen).toEqual([]);
  });
});
