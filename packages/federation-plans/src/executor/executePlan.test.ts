import { setTimeout as delay } from 'node:timers/promises';
import { Finding } from '@backstage-federation/plugin-federation-common';
import { PlanStep, ProbeStep, UntilStep } from '../plan/plan';
import {
  createTestClusters,
  FAST,
  answer,
  status,
  widget,
  widgetObject,
} from '../../../kubernetes-clusters/src/__testUtils__';
import { eachWithExecutor } from './__testUtils__/eachWithExecutor';
import { PlanFailedError } from './PlanFailedError';
import { ExecuteOptions } from './types';

const key = (name: string) => ({ type: widget, namespace: 'ns', name });

function ensure(
  name: string,
  dependsOn: string[] = [],
  cluster = 'west',
): PlanStep {
  return {
    kind: 'ensure',
    id: name,
    title: `${cluster}: ${name}`,
    cluster,
    dependsOn,
    objects: [widgetObject(name, { size: 1 })],
  };
}

function until(name: string, extra: Partial<UntilStep> = {}): UntilStep {
  return {
    kind: 'until',
    id: `${name}-ready`,
    title: `west: ${name} ready`,
    cluster: 'west',
    dependsOn: [],
    watches: { it: { cluster: 'west', ...key(name) } },
    predicate: ({ it: [object] }) =>
      object?.status
        ? { state: 'done', message: 'ready' }
        : { state: 'waiting', message: object ? 'no status' : 'not there' },
    timeoutMs: 5000,
    ...extra,
  };
}

/** Reads an object of another shape than it believes. */
const oddly = (): never => {
  throw new TypeError("Cannot read properties of null (reading 'type')");
};

const finding: Finding = {
  cause: 'no-controller',
  severity: 'error',
  subject: { kind: 'cluster', id: 'west', label: 'west' },
  title: 'Nothing makes widgets ready',
  explanation: 'No controller runs.',
  evidence: [],
  remedy: { text: 'Install it.' },
};

describe('executePlan', () => {
  const test = eachWithExecutor();
  const { failure, lines, when } = test;
  const run = (steps: PlanStep[], options: Partial<ExecuteOptions> = {}) =>
    test.run({ steps }, options);
  const writes = () =>
    test.server.requests.filter(({ method }) => method !== 'GET').length;

  it.each<[string, Partial<UntilStep>]>([
    ['nobody can tell from', { predicate: oddly }],
    ['nobody can explain', { explain: oddly, timeoutMs: 50 }],
    [
      'nobody can touch',
      {
        touch: { annotation: 'a', everyMs: 5, objects: oddly },
        timeoutMs: 50,
      },
    ],
  ])('fails by name a wait for what %s', async (_what, extra) => {
    const escaped: unknown[] = [];
    const note = (error: unknown) => escaped.push(error);
    process.on('uncaughtException', note);
    process.on('unhandledRejection', note);
    try {
      await expect(run([until('a', extra)])).rejects.toThrow(/west: a ready/);
      expect(escaped).toEqual([]);
    } finally {
      process.off('uncaughtException', note);
      process.off('unhandledRejection', note);
    }
  });

  it('runs steps in their order, and a second time changes nothing', async () => {
    const steps = [ensure('c', ['b']), ensure('b', ['a']), ensure('a')];
    const first = await run(steps);
    expect(lines).toEqual([
      'west: a: created',
      'west: b: created',
      'west: c: created',
    ]);
    expect(first.changed).toBe(3);
    expect(first.steps[0]).toMatchObject({
      id: 'c',
      outcome: 'created',
      objects: [
        {
          cluster: 'west',
          kind: 'Widget',
          namespace: 'ns',
          name: 'c',
          outcome: 'created',
        },
      ],
    });
    lines.length = 0;
    const second = await run(steps);
    expect(second.changed).toBe(0);
    expect(lines).toEqual([
      'west: a: unchanged',
      'west: b: unchanged',
      'west: c: unchanged',
    ]);
  });

  it('writes in parallel up to the cap of a cluster, and waits hold no place', async () => {
    let active = 0;
    let most = 0;
    const open: (() => void)[] = [];
    test.server.intercept = ({ method }, res) => {
      if (method === 'PATCH') {
        active += 1;
        most = Math.max(most, active);
        open.push(() => {
          active -= 1;
          answer(res, 200, widgetObject('x'));
        });
        test.changed();
        return true;
      }
      return false;
    };
    const steps = [1, 2, 3, 4].map(i => ensure(`w${i}`));
    const waits = [1, 2, 3].map(i => until(`u${i}`));
    const running = run([...waits, ...steps], { maxPerCluster: 2 });
    for (let done = 0; done < 4; done++) {
      await when(() => open.length > 0);
      open.shift()!();
    }
    await when(() => test.server.watches === 3);
    [1, 2, 3].forEach(i =>
      test.server.put({ ...widgetObject(`u${i}`), status: {} }),
    );
    await running;
    expect(most).toBeLessThanOrEqual(2);
  });

  it('waits by watch and tells what for', async () => {
    const running = run([until('a')]);
    await when(() => lines.length === 1);
    test.server.put(widgetObject('a'));
    await when(() => lines.length === 2);
    test.server.put({ ...widgetObject('other'), status: {} });
    test.server.put({ ...widgetObject('a'), status: {} });
    const { steps } = await running;
    expect(steps[0]).toMatchObject({ outcome: 'waited', message: 'ready' });
    expect(lines[0]).toBe('west: a ready: not there');
    expect(lines[1]).toBe('west: a ready: no status');
    expect(lines[2]).toMatch(/^west: a ready( after \d+ s)?$/);
  });

  it('fails in the words of the findings, and what does not depend on it goes on', async () => {
    const error = await failure(
      run([
        until('x', { timeoutMs: 30, explain: () => [finding] }),
        ensure('after', ['x-ready']),
        ensure('last', ['after']),
        ensure('free'),
      ]),
    );
    expect(error).toBeInstanceOf(PlanFailedError);
    expect(error.message).toBe(
      [
        '1 of 4 steps failed, 2 were not started:',
        '- west: x ready: Nothing makes widgets ready',
        '  No controller runs.',
        '  What to do: Install it.',
        'Created or changed so far: west: Widget ns/free. Running the same again goes on from there.',
      ].join('\n'),
    );
    expect(error.findings).toEqual([finding]);
    expect(error.results.map(({ outcome }) => outcome)).toEqual([
      'failed',
      'skipped',
      'skipped',
      'created',
    ]);
    expect(lines).toContain(
      'west: after: not started, because "west: x ready" failed',
    );
  });

  it('fails at once when waiting is of no use', async () => {
    test.server.put(widgetObject('a'));
    const error = await failure(
      run([
        until('a', {
          predicate: () => ({ state: 'failed', message: 'grant expired' }),
        }),
      ]),
    );
    expect(error.message).toContain('- west: a ready: grant expired');
    expect(test.server.watches).toBeLessThanOrEqual(1);
  });

  it('cancels waits at once, and says what exists', async () => {
    const running = failure(
      run([
        ensure('a'),
        until('x', { dependsOn: ['a'] }),
        ensure('b', ['x-ready']),
      ]),
    );
    await when(() => test.server.watches === 1);
    test.cancel.abort();
    const error = await running;
    expect(error.name).toBe('AbortError');
    expect(error.cancelled).toBe(true);
    expect(error.message).toBe(
      [
        'Cancelled before the end.',
        '- west: x ready: cancelled',
        'Created or changed so far: west: Widget ns/a. Running the same again goes on from there.',
      ].join('\n'),
    );
  });

  const probe = (extra: Partial<ProbeStep>): ProbeStep => ({
    kind: 'probe',
    id: 'p',
    title: 'west: SuperNodes online',
    cluster: 'west',
    dependsOn: [],
    probe: async () => ({ state: 'done', message: '2 of 2' }),
    intervalMs: 1,
    timeoutMs: 5000,
    ...extra,
  });

  it('touches an object again while its controller has not reacted, and says so', async () => {
    test.server.put(widgetObject('a', { size: 1 }));
    const touches = () => lines.filter(line => line.includes('touched')).length;
    const running = run([
      until('a', {
        touch: {
          everyMs: 5,
          annotation: 'example.org/touched-at',
          objects: ({ it: objects }) => objects.map(() => key('a')),
        },
      }),
    ]);
    await when(() => touches() > 1);
    const patches = test.server.requests.filter(
      ({ method }) => method === 'PATCH',
    );
    expect(patches.length).toBeGreaterThan(1);
    test.server.put({ ...widgetObject('a'), status: {} });
    expect((await running).steps[0].outcome).toBe('waited');
    const done = touches();
    await delay(30);
    expect(touches()).toBe(done);
  });

  it('probes until the answer is yes, over an outage', async () => {
    let asked = 0;
    const { steps } = await run([
      probe({
        probe: async ({ clusters: get }) => {
          asked += 1;
          if (asked === 1) {
            test.server.intercept = (_request, res) => {
              answer(res, 500, status(500, 'not now'));
              return true;
            };
            await get('west').list(widget);
          }
          return asked === 3
            ? { state: 'done', message: '2 of 2' }
            : { state: 'waiting', message: '1 of 2' };
        },
      }),
    ]);
    expect(steps[0]).toMatchObject({ outcome: 'waited', message: '2 of 2' });
    expect(lines.slice(0, 2)).toEqual([
      'west: SuperNodes online: cluster west: list widgets.example.com: not now',
      'west: SuperNodes online: 1 of 2',
    ]);
  });

  it('ends a probe that hangs, with what explains it', async () => {
    const error = await failure(
      run([
        probe({
          probe: async ({ signal }) =>
            delay(60_000, undefined as never, { signal, ref: false }),
          explain: async () => [finding],
          timeoutMs: 20,
        }),
      ]),
    );
    expect(error.findings).toEqual([finding]);
  });

  it('removes, waits until it is gone, and does not mind what is not there', async () => {
    test.server.put(widgetObject('a'));
    test.server.intercept = ({ method, url }, res) => {
      if (method === 'DELETE' && url.pathname.endsWith('/a')) {
        // A finalizer keeps it for a while.
        answer(res, 200, {});
        return true;
      }
      return false;
    };
    const running = run([
      {
        kind: 'remove',
        id: 'r',
        title: 'west: remove',
        cluster: 'west',
        dependsOn: [],
        keys: [
          key('a'),
          key('b'),
          { ...key('c'), type: { ...widget, plural: 'gears' } },
        ],
      },
    ]);
    await when(() => test.server.watches === 1);
    expect(lines).toEqual([]);
    test.server.remove(widgetObject('a'));
    const { changed: count } = await running;
    expect(count).toBe(1);
    expect(lines).toEqual(['west: remove: 2 already gone, 1 removed']);
  });

  it('tries a write again while the cluster is away', async () => {
    await test.clusters.close();
    test.clusters = createTestClusters(
      { west: test.server.url },
      { timing: FAST },
    );
    await test.server.stop();
    const running = run([ensure('a')]);
    await when(() => lines.length === 1);
    expect(lines[0]).toMatch(/^west: a: trying again: cluster west is unreach/);
    await test.server.listen();
    await running;
    expect(lines[1]).toBe('west: a: created');
  });

  it('refuses a plan that is no DAG', async () => {
    await expect(run([ensure('a', ['b']), ensure('b', ['a'])])).rejects.toThrow(
      'Invalid plan: steps depend on each other: a -> b -> a',
    );
    expect(writes()).toBe(0);
  });
});
