import { mockServices } from '@backstage/backend-test-utils';
import { flower } from '@backstage-federation/plugin-federation-flower';
import { FederationAdapters } from '@backstage-federation/plugin-federation-node';
import { skupper } from '@backstage-federation/plugin-federation-skupper';

const spec = {
  name: 'a',
  hub: { cluster: 'east', namespace: 'a' },
  members: [{ cluster: 'west', namespace: 'a' }],
};
const adaptersOf = (registry: string | number) =>
  new FederationAdapters(
    [skupper, flower],
    mockServices.rootConfig({ data: { federation: { images: { registry } } } }),
  );

describe('federation.images.registry', () => {
  const registryIn = (parsed: { workload: object }) =>
    (parsed.workload as { imageRegistry?: string }).imageRegistry;

  it('counts for what is given without a registry, and not for what is stored', () => {
    const adapters = adaptersOf('quay.io/org');
    expect(registryIn(adapters.parse(spec, { configured: true }))).toBe(
      'quay.io/org',
    );
    expect(registryIn(adapters.parse(spec))).toBeUndefined();
    const own = { ...spec, workload: { imageRegistry: 'a.test' } };
    expect(registryIn(adapters.parse(own, { configured: true }))).toBe(
      'a.test',
    );
  });

  it.each(['https://quay.io', 5])(
    'is ignored and named when it is %s',
    wrong => {
      const adapters = adaptersOf(wrong);
      expect(adapters.problems.join()).toMatch(
        /^federation\.images\.registry: imageRegistry must be .*It is ignored\.$/,
      );
      expect(
        registryIn(adapters.parse(spec, { configured: true })),
      ).toBeUndefined();
    },
  );
});
