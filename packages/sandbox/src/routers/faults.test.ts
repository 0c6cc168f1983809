import { FaultChange, RouterFaults } from './faults';

describe('RouterFaults', () => {
  it('holds faults of single links and of all links of a site', () => {
    const faults = new RouterFaults();
    faults.breakLink('west', 'fed', 'a', 'dns');
    faults.breakLink('west', 'fed', undefined, 'refused');
    expect(faults.cause('west', 'fed', 'a')).toBe('dns');
    expect(faults.cause('west', 'fed', 'b')).toBe('refused');
    expect(faults.cause('west', 'fed')).toBe('refused');
    expect(faults.cause('west', 'other', 'a')).toBeUndefined();

    faults.mendLink('west', 'fed', 'a');
    expect(faults.cause('west', 'fed', 'a')).toBe('refused');
    faults.breakLink('west', 'fed', 'a', 'dns');
    faults.mendLink('west', 'fed');
    expect(faults.list()).toEqual([]);
  });

  it('lists what is in force', () => {
    const faults = new RouterFaults();
    faults.setLinkLatency('west', 'fed', 'a', 50);
    faults.breakLink('west', 'fed', 'a', 'reset');
    faults.freeze('east', 'fed');
    expect(faults.list()).toEqual([
      { cluster: 'east', namespace: 'fed', frozen: true },
      {
        cluster: 'west',
        namespace: 'fed',
        link: 'a',
        cause: 'reset',
        latencyMs: 50,
      },
    ]);
    faults.setLinkLatency('west', 'fed', 'a', 0);
    faults.thaw('east', 'fed');
    expect(faults.latency('west', 'fed', 'a')).toBe(0);
    expect(faults.isFrozen('east', 'fed')).toBe(false);
  });

  it('tells of changes until the subscription ends', () => {
    const faults = new RouterFaults();
    const changes: FaultChange[] = [];
    const end = faults.subscribe(change => changes.push(change));
    faults.freeze('west', 'fed');
    end();
    faults.thaw('west', 'fed');
    expect(changes).toEqual([
      { cluster: 'west', namespace: 'fed', change: 'frozen' },
    ]);
  });
});
