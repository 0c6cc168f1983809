import { Progress, UntilStep } from '../plan/plan';
import {
  widget,
  widgetObject,
} from '../../../kubernetes-clusters/src/__testUtils__';
import { eachWithExecutor } from './__testUtils__/eachWithExecutor';

function until(extra: Pick<UntilStep, 'predicate' | 'timeoutMs'>): UntilStep {
  return {
    kind: 'until',
    id: 'a-ready',
    title: 'west: a ready',
    cluster: 'west',
    dependsOn: [],
    watches: {
      it: { cluster: 'west', type: widget, namespace: 'ns', name: 'a' },
    },
    ...extra,
  };
}

describe('a wait that says what it is stuck by', () => {
  const test = eachWithExecutor();
  const { failure, lines, when } = test;
  const run = (step: UntilStep) => test.run({ steps: [step] });

  it('fails a wait that is stuck for its time, and gives a new reason its own', async () => {
    const by = (name: string, forMs: number): Progress => ({
      state: 'waiting',
      message: `stuck by ${name}`,
      stuck: { by: name, forMs },
    });
    const hours = 3_600_000;
    test.server.put(widgetObject('a', { size: 1 }));
    const running = failure(
      run(
        until({
          timeoutMs: hours,
          predicate: ({ it: [object] }) =>
            (object?.spec as { size: number }).size === 1
              ? by('others', hours)
              : by('itself', 20),
        }),
      ),
    );
    await when(() => lines.length === 1);
    test.server.put(widgetObject('a', { size: 2 }));
    expect((await running).message).toContain(
      '- west: a ready: stuck by itself',
    );
    expect(lines.slice(0, 2)).toEqual([
      'west: a ready: stuck by others',
      'west: a ready: stuck by itself',
    ]);
  });

  it('goes on when what a wait was stuck by has ended', async () => {
    test.server.put(widgetObject('a'));
    const running = run(
      until({
        predicate: ({ it: [object] }) =>
          object?.status
            ? { state: 'waiting', message: 'goes on' }
            : {
                state: 'waiting',
                message: 'stuck',
                stuck: { by: 'catalog', forMs: 200 },
              },
        timeoutMs: 600,
      }),
    );
    const failed = failure(running);
    await when(() => lines.length === 1);
    test.server.put({ ...widgetObject('a'), status: {} });
    expect((await failed).message).toContain('not within 0.6 s: goes on');
  });
});
