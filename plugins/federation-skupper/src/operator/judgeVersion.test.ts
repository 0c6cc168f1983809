import { majorRows } from '../__fixtures__/operator/majorRows';
import { versionRows } from '../__fixtures__/operator/versionRows';
import { progressOf } from './causes';
import { operatorFacts } from './facts';
import { judgeOperator } from './judge';

describe('judgeVersion', () => {
  it.each([...versionRows, ...majorRows])(
    '%s',
    (_situation, seen, cause, said) => {
      const facts = operatorFacts({ subscriptions: [], versions: [], ...seen });
      const verdict = judgeOperator(facts);
      expect(verdict.cause).toBe(cause);
      const { message } = progressOf(verdict);
      for (const text of said) expect(message).toMatch(text);
      expect(message).not.toMatch(/undefined|\{\w+\}/);
    },
  );
});
