import { ClusterHealth } from './ClusterHealth';

describe('ClusterHealth', () => {
  let now = 0;
  const create = () =>
    new ClusterHealth({
      name: 'west',
      title: 'West',
      now: () => now,
      random: () => 0.5,
      minBackOffMs: 1000,
      maxBackOffMs: 3000,
    });

  beforeEach(() => {
    now = Date.parse('2026-01-01T00:00:00Z');
  });

  it('goes from connecting over connected and stale to unreachable and back', () => {
    const health = create();
    const transitions: boolean[] = [];
    health.onTransition(up => transitions.push(up));
    expect(health.status).toEqual({
      name: 'west',
      title: 'West',
      state: 'connecting',
      since: '2026-01-01T00:00:00.000Z',
    });
    health.answered(404);
    expect(health.status.state).toBe('connected');
    now += 1000;
    health.failed('no answer');
    expect(health.status).toMatchObject({
      state: 'stale',
      reason: 'no answer',
      since: '2026-01-01T00:00:01.000Z',
    });
    now += 1000;
    health.failed('no answer');
    expect(health.status.since).toBe('2026-01-01T00:00:01.000Z');
    health.failed('refused');
    expect(health.status).toMatchObject({
      state: 'unreachable',
      reason: 'refused',
      since: '2026-01-01T00:00:02.000Z',
    });
    health.answered(200);
    expect(health.status.state).toBe('connected');
    expect(health.status.reason).toBeUndefined();
    expect(transitions).toEqual([false, true]);
  });

  it('lets one probe through after the back-off, which doubles to its cap', () => {
    const health = create();
    const open = () => [1, 2, 3].forEach(() => health.failed('refused'));
    open();
    expect(() => health.admit()).toThrow('refused');
    expect(health.probeInMs).toBe(1000);
    for (const next of [2000, 3000, 3000]) {
      now += health.probeInMs!;
      health.admit();
      expect(() => health.admit()).toThrow('refused');
      health.failed('refused');
      expect(health.probeInMs).toBe(next);
    }
    now += 3000;
    health.admit();
    health.abandoned();
    health.admit();
    health.answered(200);
    health.admit();
    health.admit();
  });

  it('is unreachable at the first failure when it never answered', () => {
    const health = create();
    health.failed('refused');
    expect(health.status.state).toBe('unreachable');
    health.admit();
  });

  it('is forbidden for refused credentials, and while a watch is', () => {
    const health = create();
    const [first, second] = [{}, {}];
    health.answered(401);
    expect(health.status).toMatchObject({
      state: 'forbidden',
      reason: expect.stringContaining('401'),
    });
    health.answered(200);
    health.setProblem(first, {
      resource: 'b/sites',
      forbidden: true,
      message: 'no sites',
    });
    health.setProblem(second, {
      resource: 'a/links',
      forbidden: true,
      message: 'no links',
    });
    expect(health.status).toMatchObject({
      state: 'forbidden',
      forbidden: ['a/links', 'b/sites'],
      reason: 'no sites',
    });
    health.setProblem(first, undefined);
    health.setProblem(second, undefined);
    expect(health.status.state).toBe('connected');
  });
});
