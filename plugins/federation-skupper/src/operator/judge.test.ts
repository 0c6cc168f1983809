import { majorRows } from '../__fixtures__/operator/majorRows';
import { namespaceRows } from '../__fixtures__/operator/namespaceRows';
import { planRows } from '../__fixtures__/operator/planRows';
import { resolutionRows } from '../__fixtures__/operator/resolutionRows';
import { versionRows } from '../__fixtures__/operator/versionRows';
import { OPERATOR_CAUSES, OperatorCause, progressOf } from './causes';
import { operatorFacts } from './facts';
import { judgeOperator } from './judge';

const rows = [
  ...majorRows,
  ...namespaceRows,
  ...planRows,
  ...resolutionRows,
  ...versionRows,
];

const progressBy = (wanted: OperatorCause) => {
  const [, seen] = rows.find(([, , cause]) => cause === wanted)!;
  const facts = operatorFacts({ subscriptions: [], versions: [], ...seen });
  return progressOf(judgeOperator(facts));
};

describe('judgeOperator', () => {
  it('has a row for each cause', () => {
    const caused = new Set(rows.map(([, , cause]) => cause));
    expect([...caused].sort()).toEqual([...OPERATOR_CAUSES].sort());
  });

  it.each<OperatorCause>(['resolution-of-others', 'resolution-left-over'])(
    'waits longer for %s than a failed resolution stays when its reason is gone',
    cause => expect(progressBy(cause).stuck!.forMs).toBeGreaterThan(195_000),
  );

  it.each<OperatorCause>(['catalog-away', 'catalog-of-others'])(
    'waits for %s much longer than a catalog that only starts anew',
    cause => expect(progressBy(cause).stuck!.forMs).toBeGreaterThan(60_000),
  );

  it.each<OperatorCause>([
    'plan-failed',
    'unpack-failed',
    'operator-groups',
    'unsupported-group',
    'v1',
    'subscribed-twice',
  ])('waits for nothing at %s', cause => {
    expect(progressBy(cause).state).toBe('failed');
  });

  it('waits for a person as long as the wait goes on', () => {
    expect(progressBy('approval')).toEqual({
      state: 'waiting',
      message: expect.any(String),
    });
  });
});
