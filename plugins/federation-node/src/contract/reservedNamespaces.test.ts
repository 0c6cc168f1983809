import { mockServices } from '@backstage/backend-test-utils';
import { FederationAdapters } from './FederationAdapters';
import { readReservedNamespaces } from './reservedNamespaces';

const adapter = {
  role: 'interconnect',
  kind: 'x',
  reservedNamespaces: ['wires'],
};

function reservedBy(data: object, namespace: string) {
  const reserved = readReservedNamespaces(mockServices.rootConfig({ data }), [
    'portal',
  ]);
  return new FederationAdapters([adapter as any], reserved).reservedBy(
    namespace,
  );
}

describe('readReservedNamespaces', () => {
  it.each([
    ['kube-system', 'kube-*'],
    ['kube-public', 'kube-*'],
    ['openshift', 'openshift'],
    ['openshift-operators', 'openshift-*'],
    ['portal', 'portal'],
    ['wires', 'wires'],
    ['kubeflow', undefined],
    ['my-kube-system', undefined],
    ['openshifty', undefined],
    ['default', undefined],
  ])('reserves %s by default: %s', (namespace, pattern) => {
    expect(reservedBy({}, namespace)).toBe(pattern);
  });

  it('takes the configured ones in place of all of them', () => {
    const config = { federation: { reservedNamespaces: ['a.b', 'team-*-x'] } };
    expect(reservedBy(config, 'team-1-x')).toBe('team-*-x');
    expect(reservedBy(config, 'team-1')).toBeUndefined();
    expect(reservedBy(config, 'aXb')).toBeUndefined();
    expect(reservedBy(config, 'kube-system')).toBeUndefined();
    expect(reservedBy(config, 'wires')).toBeUndefined();
  });

  it('reserves none when the list is empty', () => {
    const config = { federation: { reservedNamespaces: [] } };
    expect(reservedBy(config, 'kube-system')).toBeUndefined();
  });
});
