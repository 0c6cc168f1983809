import { parseSelector } from './selectors';

describe('parseSelector', () => {
  const labels = { app: 'web', tier: 'front', 'x.io/y': '1' };

  it.each([
    ['app=web', true],
    ['app==web,tier=front', true],
    ['app=web,tier=back', false],
    ['app!=db', true],
    ['x.io/y=1', true],
    ['app in (web, db)', true],
    ['app notin (web,db),tier', false],
    ['tier', true],
    ['!tier', false],
    ['', true],
  ])('%s', (text, expected) => {
    expect(parseSelector(text)?.(labels)).toBe(expected);
  });

  it.each(['app=(', 'a b c', 'app in web', '=x'])('refuses %s', text => {
    expect(parseSelector(text)).toBeUndefined();
  });
});
