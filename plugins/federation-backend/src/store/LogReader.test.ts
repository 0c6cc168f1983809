import { KubernetesClusters } from '@backstage-federation/kubernetes-clusters';
import { WantedLog } from '@backstage-federation/plugin-federation-node';
import { LogReader } from './LogReader';

const wanted: WantedLog = {
  cluster: 'west',
  namespace: 'retail',
  pod: 'router-1',
  container: 'router',
};

describe('LogReader', () => {
  const abort = new AbortController();
  let texts: (string | Error)[] = [];
  const logs = jest.fn(async () => {
    const next = texts.length > 1 ? texts.shift()! : texts[0];
    if (next instanceof Error) throw next;
    return next;
  });
  const clusters = { get: () => ({ logs }) } as unknown as KubernetesClusters;

  function reader() {
    let changed = () => {};
    const created = new LogReader({
      clusters,
      signal: abort.signal,
      intervalMs: 1,
      onChange: () => changed(),
    });
    const nextChange = () =>
      new Promise<void>(resolve => {
        changed = resolve;
      });
    return { created, nextChange };
  }

  beforeEach(() => logs.mockClear());
  afterAll(() => abort.abort());

  it('reads what is wanted, and again while it changes', async () => {
    texts = ['one', 'two'];
    const { created, nextChange } = reader();
    let change = nextChange();
    created.want([wanted], true);
    await change;
    expect(created.logs()[0]).toMatchObject({ pod: 'router-1', text: 'one' });
    change = nextChange();
    await change;
    expect(created.logs()[0].text).toBe('two');
    created.want([], false);
    expect(created.logs()).toEqual([]);
  });

  it('survives a log that cannot be read', async () => {
    texts = [new Error('forbidden'), 'later'];
    const { created, nextChange } = reader();
    const change = nextChange();
    created.want([wanted], true);
    await change;
    expect(created.logs()[0].text).toBe('later');
    created.want([], false);
  });

  it('reads only the start of a log when that is all that matters', async () => {
    texts = ['start'];
    const { created, nextChange } = reader();
    const change = nextChange();
    created.want([{ ...wanted, limitBytes: 100 }], true);
    await change;
    expect(logs).toHaveBeenCalledWith(
      expect.objectContaining({ limitBytes: 100 }),
    );
    created.want([], false);
  });
});
