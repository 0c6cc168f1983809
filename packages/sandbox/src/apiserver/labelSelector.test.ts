import { parseLabelSelector } from './labelSelector';

describe('label selectors', () => {
  const labels = { app: 'web', tier: 'front', 'a.b/c': '', size: '5' };

  it.each([
    ['', true],
    ['app', true],
    ['!app', false],
    ['! none', true],
    ['app=web', true],
    ['app==web,tier=front', true],
    ['app=web,tier=back', false],
    ['app!=web', false],
    ['none!=x', true],
    ['app in (api, web)', true],
    ['app in (api)', false],
    ['app notin (api,db),tier', true],
    ['none notin (x)', true],
    ['none in (x)', false],
    ['a.b/c=', true],
    ['size>4', true],
    ['size<4', false],
  ])('%s: %s', (text, selected) => {
    expect(parseLabelSelector(text)(labels)).toBe(selected);
  });

  it.each([
    ['a=b=c', "found '=', expected: ',' or 'end of string'"],
    ['a===b', "unable to parse requirement: found '=', expected: identifier"],
    ['a in b', "unable to parse requirement: found 'b' expected: '('"],
    ['a in (b', "unable to parse requirement: found '', expected: ',' or ')'"],
    ['=x', "found '=', expected: !, identifier, or 'end of string'"],
    ['a=b,,', "found ',', expected: identifier after ','"],
    ['a=b c', "found 'c', expected: ',' or 'end of string'"],
    ['a>x', "for 'Gt', 'Lt' operators, the value must be an integer"],
    ['B_/x', 'unable to parse requirement: <nil>: Invalid value: "B_/x"'],
    ['a=-b', 'unable to parse requirement: values[0][a]: Invalid value: "-b"'],
  ])('refuses %s', (text, message) => {
    expect(() => parseLabelSelector(text)).toThrow(message);
  });
});
