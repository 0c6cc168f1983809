import { distinct, each, named, portNumber, unless } from './checks';

describe('checks', () => {
  it('say nothing of what is right', () => {
    const wrong = { reason: 'r', message: 'm', field: 'f' };
    expect(unless(true, wrong)).toEqual([]);
    expect(unless('', wrong)).toEqual([wrong]);
    expect(portNumber('port', 65535)).toEqual([]);
    expect(portNumber('port', 65536)).toHaveLength(1);
    expect(portNumber('port', undefined)).toHaveLength(1);
  });

  it('name the items of lists', () => {
    const isNew = distinct();
    const found = each(['a', 'b', 'a'], 'spec.names', (name, at) =>
      isNew(name) ? [] : named(at, name, () => ['twice']),
    );
    expect(found).toEqual([
      {
        reason: 'FieldValueInvalid',
        message: 'Invalid value: "a": twice',
        field: 'spec.names[2]',
      },
    ]);
    expect(each(undefined, 'x', () => found)).toEqual([]);
  });
});
