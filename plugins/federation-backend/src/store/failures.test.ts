import { object, startStore, stored } from '../__testUtils__/startStore';
import { ECHO, echo } from '../__testUtils__/thirdParty';

let abort: AbortController;
beforeEach(() => {
  abort = new AbortController();
});
afterEach(() => abort.abort());
const setUp = () => startStore(abort.signal);

describe('a store of which one part fails', () => {
  it('says that a view cannot be assembled, and no longer that all is well', async () => {
    const { west, next, store } = await setUp();
    const assemble = jest.spyOn(echo, 'assemble').mockImplementation(() => {
      throw new TypeError('links is not iterable\nand more');
    });
    const changed = next();
    west.put(object(ECHO, 'echo', { text: 'one' }));
    const { view } = (await changed)!;
    assemble.mockRestore();
    expect(view).toMatchObject({
      state: { kind: 'unknown' },
      sentence: 'This federation cannot be shown: links is not iterable.',
      hub: { cluster: 'east' },
      members: [{ cluster: 'west' }],
      findings: [{ cause: 'view-failed', severity: 'error' }],
    });
    expect(store.list()[0].summary.state.kind).toBe('unknown');
    const back = next();
    west.put(object(ECHO, 'echo', { text: 'hello' }));
    expect((await back)!.view.sentence).toMatch(/^Healthy/);
  });

  it('shows what it can when an adapter cannot tell what to read', async () => {
    const wantedLogs = jest.spyOn(echo, 'wantedLogs').mockImplementation(() => {
      throw new Error('a mistake of the adapter');
    });
    const { store } = await setUp();
    wantedLogs.mockRestore();
    expect(store.get('retail')!.current.view.sentence).toMatch(/^Healthy/);
  });

  it('follows the others when one names a cluster that is not configured', async () => {
    const { east, store } = await setUp();
    const changed = new Promise<void>(resolve =>
      store.subscribe(name => name === 'astray' && resolve()),
    );
    east.put(
      stored({
        name: 'astray',
        hub: { cluster: 'east', namespace: 'astray' },
        members: [{ cluster: 'nowhere', namespace: 'astray' }],
      }),
      stored({ members: [] }),
    );
    await changed;
    expect(store.list().map(({ spec }) => spec.name)).toEqual([
      'astray',
      'retail',
    ]);
  });

  it('gives others their turn between two federations', async () => {
    const { east, store } = await setUp();
    const turns: string[] = [];
    store.subscribe(name => {
      turns.push(name);
      setImmediate(() => turns.push('others'));
    });
    const names = Array.from({ length: 5 }, (_, i) => `f${i}`);
    const all = new Promise<void>(resolve =>
      store.subscribe(name => name === 'f4' && resolve()),
    );
    east.put(
      ...names.map(name =>
        stored({
          name,
          hub: { cluster: 'east', namespace: name },
          members: [],
        }),
      ),
    );
    await all;
    expect(turns.join(' ')).toBe('f0 others f1 others f2 others f3 others f4');
  });

  it('logs a view that an adapter cannot assemble, and goes on', async () => {
    const { west, logger, next } = await setUp();
    const assemble = jest.spyOn(echo, 'assemble').mockImplementationOnce(() => {
      throw new Error('a mistake of the adapter');
    });
    const logged = new Promise<void>(resolve =>
      logger.error.mockImplementation(() => resolve()),
    );
    west.put(object(ECHO, 'echo', { text: 'one' }));
    await logged;
    assemble.mockRestore();
    const changed = next();
    west.put(object(ECHO, 'echo', { text: 'two' }));
    expect((await changed)!.view.findings[0].explanation).toBe(
      'It says "two".',
    );
  });
});
