import { expand } from './expand';

const env = [{ name: 'HOME', value: '/app' }, { name: 'EMPTY' }];

// The table of kubernetes.io, "Define dependent environment variables" and of the field `args` in the API's reference.
it.each([
  ['a=$(HOME)/x', 'a=/app/x'],
  ['$(EMPTY).', '.'],
  ['$(OTHER)', '$(OTHER)'],
  ['$$(HOME)', '$(HOME)'],
  ['$$$(HOME)', '$/app'],
  ['$$$$', '$$'],
  ['$HOME ${HOME} $', '$HOME ${HOME} $'],
  ['$(HOME', '$(HOME'],
])('makes %j to %j', (text, expanded) => {
  expect(expand(text, env)).toBe(expanded);
});
