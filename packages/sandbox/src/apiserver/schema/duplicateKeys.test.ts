import { duplicateKeys } from './duplicateKeys';

describe('duplicateKeys', () => {
  it.each([
    ['{"a":1,"b":{"a":2},"c":[{"a":1},{"a":1}]}', []],
    ['{"a":1,"a":2}', ['a']],
    ['{"data":{"x":"{\\"a\\":1,\\"a\\":2}", "x" : "2"}}', ['data.x']],
    ['{"list":[{"n":1},{"n":1,"n":2}]}', ['list[1].n']],
    ['{"a":"a","b":"a"}', []],
    ['["a","a"]', []],
    ['"a"', []],
  ])('%s', (text, expected) => {
    expect(duplicateKeys(text)).toEqual(expected);
  });
});
