import { mockServices } from '@backstage/backend-test-utils';
import { matchingPattern, reservedNamespaces } from './reservedNamespaces';

function reservedBy(data: object, namespace: string) {
  const config = mockServices.rootConfig({ data });
  return matchingPattern(
    reservedNamespaces(['wires'], config, ['portal']),
    namespace,
  );
}

describe('reservedNamespaces', () => {
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
