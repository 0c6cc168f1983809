import { aggregations, OK, SkupperStatus, withCondition } from './conditions';

const NOW = new Date('2026-01-02T03:04:05Z');
const LATER = new Date('2026-01-02T03:05:00Z');
const site = aggregations.site('default');

function line(status: SkupperStatus) {
  const conditions = status.conditions?.map(
    c => `${c.type}=${c.status}@${c.observedGeneration}`,
  );
  return `${status.status} | ${status.message} | ${conditions?.join(' ')}`;
}

describe('withCondition', () => {
  it('names the first required condition that is missing, then the first that fails', () => {
    let status = withCondition({}, 'Configured', OK, 1, site, NOW);
    expect(line(status)).toBe(
      'Pending | Not Running | Configured=True@1 Ready=False@1',
    );
    status = withCondition(
      status,
      'Resolved',
      { pending: 'Pending' },
      1,
      site,
      NOW,
    );
    expect(status.message).toBe('Not Running');
    status = withCondition(status, 'Running', OK, 1, site, NOW);
    expect(line(status)).toBe(
      'Pending | Pending | Configured=True@1 Ready=False@1 Resolved=False@1 Running=True@1',
    );
    status = withCondition(status, 'Resolved', OK, 1, site, NOW);
    expect(status).toMatchObject({ status: 'Ready', message: 'OK' });
  });

  it('keeps the generation of conditions that were not written', () => {
    let status = withCondition({}, 'Configured', OK, 1, aggregations.link);
    status = withCondition(status, 'Operational', OK, 1, aggregations.link);
    status = withCondition(status, 'Configured', OK, 2, aggregations.link);
    expect(line(status)).toBe(
      'Ready | OK | Configured=True@2 Ready=True@2 Operational=True@1',
    );
  });

  it('moves the transition time only when the status changes', () => {
    const before = withCondition(
      {},
      'Configured',
      { error: 'a' },
      1,
      aggregations.link,
      NOW,
    );
    const other = withCondition(
      before,
      'Configured',
      { error: 'b' },
      1,
      aggregations.link,
      LATER,
    );
    expect(other.conditions![0].lastTransitionTime).toBe(
      '2026-01-02T03:04:05Z',
    );
    const fine = withCondition(
      other,
      'Configured',
      OK,
      1,
      aggregations.link,
      LATER,
    );
    expect(fine.conditions![0].lastTransitionTime).toBe('2026-01-02T03:05:00Z');
  });

  it('writes no condition Ready for kinds that have none', () => {
    const status = withCondition(
      {},
      'Redeemed',
      { error: 'no' },
      1,
      aggregations.token,
    );
    expect(line(status)).toBe('Error | no | Redeemed=False@1');
  });
});
