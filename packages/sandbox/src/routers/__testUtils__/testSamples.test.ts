import { differences, readSample } from './testSamples';

describe('the comparison with samples', () => {
  const [west, east] = readSample('tls-unknown-ca');
  /** A log as the sample's, all of its lines included. */
  const like = (sample: typeof west) => [
    ...sample.lines,
    ...sample.lines
      .filter(line => /from/.test(line))
      .map(line => line.replace(/\[C(\d+)\]/, '[C9$1]')),
  ];

  it('finds nothing in the sample itself', () => {
    expect(differences(west, like(west))).toEqual([]);
    expect(differences(east, like(east))).toEqual([]);
  });

  it('does not look at what differs from run to run', () => {
    const log = like(east).map(line =>
      line
        .replace('10.77.0.1:43900', '127.0.0.1:1')
        .replace('[C1]', '[C77]')
        .replace('2026-01-01 00:', '2027-02-03 01:'),
    );
    expect(differences(east, log)).toEqual([]);
  });

  it('finds a line that is logged per attempt instead of once', () => {
    const again = west.lines.find(line => /Connection to/.test(line))!;
    expect(differences(west, [...like(west), again])).toEqual([
      expect.stringMatching(/^4 times instead of 3: SERVER .*Connection to/),
    ]);
  });

  it('finds a line that is logged once instead of per attempt', () => {
    expect(differences(east, east.lines)).toEqual([
      expect.stringMatching(/^not again and again: /),
    ]);
  });

  it('finds another text, and a line that is missing', () => {
    const log = like(west).map(line =>
      line.replace('certificate verify failed', 'no idea'),
    );
    const found = differences(west, log).join('\n');
    expect(found).toMatch(/only here: SERVER .*no idea/);
    expect(found).toMatch(/0 times instead of 3: SERVER .*verify failed/);
  });

  it('finds another order', () => {
    const [first, ...rest] = like(west);
    const [next] = rest;
    expect(differences(west, [...rest, first])).toContain(
      `in part 0, not before the next: ${first.slice(33)}\n  ${next.slice(33)}`,
    );
  });

  it('finds another order on one connection', () => {
    const lines = like(east);
    const at = lines.findIndex(line => /\[C1\] Accepted/.test(line));
    const [accepted] = lines.splice(at, 1);
    expect(differences(east, [...lines, accepted])).toContainEqual(
      expect.stringMatching(/^on a connection, not after: /),
    );
  });
});
