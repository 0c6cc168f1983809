import { ApiError } from '../errors';
import { checkListOptions } from './listOptions';
import { checkWriteOptions } from './writeOptions';

function refusal(run: () => void): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    const { code, message } = error as ApiError;
    return `${code} ${message}`;
  }
}

describe('options of lists and watches', () => {
  it.each([
    ['', false, undefined],
    ['limit=5&resourceVersion=0', false, undefined],
    ['limit=x', false, '400 strconv.ParseInt: parsing "x": invalid syntax'],
    ['resourceVersionMatch=Exact', false, 'unless resourceVersion is provided'],
    ['resourceVersion=0&resourceVersionMatch=Exact', false, '"exact"'],
    ['resourceVersion=5&resourceVersionMatch=Exact', false, undefined],
    ['resourceVersion=5&resourceVersionMatch=X', false, 'Unsupported value'],
    ['continue=x&resourceVersion=5', false, '400 specifying resource version'],
    ['continue=x&resourceVersion=0', false, undefined],
    ['sendInitialEvents=true', false, 'forbidden for list'],
    ['sendInitialEvents=true', true, 'requires setting resourceVersionMatch'],
    [
      'sendInitialEvents=true&resourceVersionMatch=NotOlderThan',
      true,
      'requires allowWatchBookmarks',
    ],
    [
      'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true',
      true,
      undefined,
    ],
  ])('%s (watch: %s): %s', (query, watch, expected) => {
    const found = refusal(() =>
      checkListOptions(new URLSearchParams(query), watch),
    );
    expect(found === undefined).toBe(expected === undefined);
    expect(found ?? '').toContain(expected ?? '');
  });
});

describe('options of writes', () => {
  it.each([
    ['create', 'dryRun=All&fieldManager=m&fieldValidation=Strict', undefined],
    ['create', 'dryRun=Some', '422 CreateOptions.meta.k8s.io'],
    ['patch', 'fieldValidation=X', '422 PatchOptions.meta.k8s.io'],
    ['delete', 'dryRun=Some', '422 DeleteOptions.meta.k8s.io'],
    ['create', `fieldManager=${'x'.repeat(129)}`, 'more than 128 bytes'],
    [
      'update',
      'fieldManager=a%0Ab',
      'invalid character U+000A (at position 1)',
    ],
  ])('%s with %s: %s', (verb, query, expected) => {
    const found = refusal(() =>
      checkWriteOptions(verb, new URLSearchParams(query)),
    );
    expect(found === undefined).toBe(expected === undefined);
    expect(found ?? '').toContain(expected ?? '');
  });
});
