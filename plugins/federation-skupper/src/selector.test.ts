import { isSelector } from './selector';

it.each([
  'app=superlink',
  'app==superlink, tier!=db',
  'app.kubernetes.io/name=superlink,app',
  '!legacy',
  'app in (a, b),tier notin (c)',
  'app=',
  `${'x'.repeat(63)}.example.com/${'x'.repeat(63)}`,
])('%s is a selector', text => expect(isSelector(text)).toBe(true));

it.each([
  '-a/b',
  'a..b/c',
  '/b',
  `${'a.'.repeat(126)}aa/b`,
  `a=${'x'.repeat(64)}`,
  'app in (a',
  'app=a=b',
  '=a',
  'app:a',
  'app=a,',
  'a b',
])('%s is none', text => expect(isSelector(text)).toBe(false));
