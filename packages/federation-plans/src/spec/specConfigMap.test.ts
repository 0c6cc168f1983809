import { guideSpec } from '../../../../plugins/federation-skupper/src/testUtils';
import { createClusterSnapshot } from '../../../../plugins/federation-node/src/assembler';
import { isSpecConfigMap } from '../ownership/isSpecConfigMap';
import {
  readSpecConfigMap,
  specChangedAt,
  specConfigMap,
  storesSameSpec,
} from './specConfigMap';

describe('specConfigMap', () => {
  const spec = guideSpec({ owner: 'group:default/data-science' });

  it('is read back as it was written', () => {
    const object = specConfigMap(spec, '2026-01-01T00:00:00.000Z');
    expect(object.metadata).toMatchObject({
      name: 'federation-guide',
      namespace: 'flower-openshift-demo',
      labels: {
        'backstage-federation.dev/federation': 'guide',
        'backstage-federation.dev/component': 'spec',
      },
    });
    expect(isSpecConfigMap(object)).toBe(true);
    expect(readSpecConfigMap(object)).toEqual(spec);
    const seen = createClusterSnapshot(
      { name: spec.hub.cluster, state: 'connected', since: '' },
      [object],
    );
    expect(specChangedAt(spec, [seen])).toBe('2026-01-01T00:00:00.000Z');
  });

  it('does not depend on the order of fields', () => {
    const turned = Object.fromEntries(
      Object.entries(spec).reverse(),
    ) as typeof spec;
    expect(specConfigMap(turned)).toEqual(specConfigMap(spec));
    expect(storesSameSpec(specConfigMap(turned), spec)).toBe(true);
    expect(storesSameSpec(specConfigMap(guideSpec()), spec)).toBe(false);
  });

  it.each<[string, unknown, RegExp]>([
    ['no spec', {}, /has no data\.spec/],
    ['no YAML', { spec: 'a: [' }, /data\.spec is not YAML/],
    ['a wrong spec', { spec: 'name: A' }, /Invalid federation spec/],
  ])('says which ConfigMap has %s', (_what, data, message) => {
    const object = { ...specConfigMap(spec), data };
    expect(() => readSpecConfigMap(object)).toThrow(
      /ConfigMap "federation-guide" in namespace "flower-openshift-demo"/,
    );
    expect(() => readSpecConfigMap(object)).toThrow(message);
  });
});
