import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Recording, replay, Sequence } from '../testing/replay';

function load(scenario: string): Recording {
  const path = join(__dirname, '__fixtures__', `${scenario}.json`);
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** Whether all recorded statuses were passed through in order; a resync in between may add one. */
function follows({ expected, actual }: Sequence): boolean {
  let position = 0;
  for (const line of actual) {
    if (line === expected[position]) {
      position += 1;
    }
  }
  return position === expected.length;
}

describe('recordings of skupper-controller 2.2.1', () => {
  it.each([
    'site-plain',
    'edge',
    'ha',
    'site-link-access',
    'link-token',
    'connector-listener',
    'multikey-attached',
  ])('are followed status by status: %s', async scenario => {
    const sequences = await replay(load(scenario));

    expect(sequences.length).toBeGreaterThan(1);
    expect(sequences.filter(sequence => !follows(sequence))).toEqual([]);
  });
});
