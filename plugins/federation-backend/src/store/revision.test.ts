import { testClusters } from '../../../federation-flower/src/__testUtils__/federation';
import { assembleFederation } from '../../../federation-node/src/assembler/assembleFederation';
import {
  input,
  spec,
} from '../../../federation-node/src/__testUtils__/assembled';
import { revisionOf, summarise } from './revision';

it('is the same for equal states, whatever the order and the time', () => {
  const one = assembleFederation(input());
  const other = assembleFederation(
    input(
      {},
      {
        clusters: [...testClusters(spec)].reverse(),
        now: new Date('2027-01-01T00:00:00Z'),
      },
    ),
  );
  expect(revisionOf(other)).toBe(revisionOf(one));
  expect(revisionOf({ ...one, sentence: '' })).not.toBe(revisionOf(one));
});

it('summarises', () => {
  const view = assembleFederation(input());
  expect(summarise(view)).toEqual({
    name: 'retail-fl',
    state: view.state,
    sentence: view.sentence,
    phrase: view.phrase,
    hub: { cluster: 'east', namespace: 'retail' },
    members: [
      { cluster: 'north', namespace: 'retail' },
      { cluster: 'west', namespace: 'retail' },
    ],
    counts: view.counts,
    revision: revisionOf(view),
  });
});
