import { deployments } from '../types/apps';
import { jsonPatch } from './jsonPatch';
import { mergePatch } from './mergePatch';
import { strategicMerge } from './strategic';

describe('JSON merge patch', () => {
  it('sets, nests, removes and replaces lists', () => {
    const target = { a: { b: 1, c: 2 }, d: [1, 2], e: 1 };
    expect(
      mergePatch(target, { a: { b: null, x: { y: 1 } }, d: [3], e: null }),
    ).toEqual({ a: { c: 2, x: { y: 1 } }, d: [3] });
    expect(target).toEqual({ a: { b: 1, c: 2 }, d: [1, 2], e: 1 });
  });
});

describe('JSON patch', () => {
  it('does all operations', () => {
    expect(
      jsonPatch({ a: [1, 2], b: { 'x/y': 1, '~': 2 } }, [
        { op: 'test', path: '/a/0', value: 1 },
        { op: 'add', path: '/a/1', value: 9 },
        { op: 'add', path: '/a/-', value: 3 },
        { op: 'remove', path: '/a/0' },
        { op: 'replace', path: '/b/x~1y', value: 5 },
        { op: 'copy', from: '/b/~0', path: '/c' },
        { op: 'move', from: '/b', path: '/d' },
      ]),
    ).toEqual({ a: [9, 2, 3], c: 2, d: { 'x/y': 5, '~': 2 } });
  });

  it('takes the empty path for all of it', () => {
    const all = [{ op: 'replace', path: '', value: { a: 1 } }];
    expect(jsonPatch({ b: 2 }, all)).toEqual({ a: 1 });
  });

  it.each([
    [{ op: 'remove', path: '/none' }],
    [{ op: 'add', path: '/none/deeper', value: 1 }],
    [{ op: 'add', path: '/list/9', value: 1 }],
    [{ op: 'test', path: '/list', value: [] }],
    [{ op: 'copy', from: '/none', path: '/x' }],
    [{ op: 'dance', path: '/list' }],
    [{ op: 'add', path: '/__proto__/x', value: 1 }],
  ])('refuses %j', operation => {
    expect(() => jsonPatch({ list: [1] }, [operation])).toThrow();
  });
});

describe('strategic merge patch', () => {
  const spec = (containers: object[], more = {}) => ({
    spec: { template: { spec: { containers } }, ...more },
  });
  const merge = (target: object, patch: object) =>
    strategicMerge(deployments.schema, target, patch);

  it('merges lists by key', () => {
    expect(
      merge(
        spec([
          { name: 'a', image: '1', env: [{ name: 'X', value: 'x' }] },
          { name: 'b', image: '1' },
        ]),
        spec([{ name: 'a', image: '2', env: [{ name: 'Y', value: 'y' }] }]),
      ),
    ).toEqual(
      spec([
        {
          name: 'a',
          image: '2',
          env: [
            { name: 'Y', value: 'y' },
            { name: 'X', value: 'x' },
          ],
        },
        { name: 'b', image: '1' },
      ]),
    );
  });

  it('follows directives', () => {
    const target = spec([{ name: 'a' }, { name: 'b' }], {
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } },
    });
    expect(
      merge(
        target,
        spec([{ name: 'a', $patch: 'delete' }], {
          strategy: { $retainKeys: ['type'], type: 'Recreate' },
        }),
      ),
    ).toEqual(spec([{ name: 'b' }], { strategy: { type: 'Recreate' } }));
    expect(
      merge(target, spec([{ name: 'c' }, { $patch: 'replace' }])).spec.template
        .spec.containers,
    ).toEqual([{ name: 'c' }]);
    expect(
      merge(target, {
        spec: {
          template: {
            spec: {
              '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }],
            },
          },
        },
      }).spec.template.spec.containers,
    ).toEqual([{ name: 'b' }, { name: 'a' }]);
    expect(
      merge(
        { metadata: { finalizers: ['x', 'y'] } },
        {
          metadata: {
            '$deleteFromPrimitiveList/finalizers': ['x'],
            finalizers: ['z'],
          },
        },
      ),
    ).toEqual({ metadata: { finalizers: ['z', 'y'] } });
  });
});
