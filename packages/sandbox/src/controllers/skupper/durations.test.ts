import { parseGoDuration } from './durations';

describe('parseGoDuration', () => {
  it.each([
    ['15m', 900_000],
    ['1h30m', 5_400_000],
    ['3s', 3_000],
    ['1.5h', 5_400_000],
    ['-5m', -300_000],
    ['0', 0],
  ])('reads %s', (text, expected) => {
    expect(parseGoDuration(text)).toBe(expected);
  });

  it.each([
    ['1d', 'time: unknown unit "d" in duration "1d"'],
    ['PT15M', 'time: invalid duration "PT15M"'],
    ['900', 'time: missing unit in duration "900"'],
    ['', 'time: invalid duration ""'],
  ])('refuses %s in the words of Go', (text, message) => {
    expect(() => parseGoDuration(text)).toThrow(message);
  });
});
