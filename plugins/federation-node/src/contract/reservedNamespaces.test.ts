import { mockServices } from '@backstage/backend-test-utils';
import { FederationAdapters } from './FederationAdapters';
import { matchingPattern, reservedNamespaces } from './reservedNamespaces';

function reservedBy(data: object, namespace: string) {
  const config = mockServices.rootConfig({ data });
  return matchingPattern(
    reservedNamespaces(['wires'], config, ['portal']).patterns,
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

  it.each([
    ['a text', 'mine'],
    ['a list with a number', ['mine', 7]],
    ['a list with an empty text', ['', 'mine']],
    ['a list with a list', ['mine', ['other']]],
  ])('adds what texts there are to the defaults: %s', (_, value) => {
    const data = { federation: { reservedNamespaces: value } };
    expect(reservedBy(data, 'mine')).toBe('mine');
    expect(reservedBy(data, 'kube-system')).toBe('kube-*');
    expect(reservedBy(data, 'portal')).toBe('portal');
    expect(reservedBy(data, 'wires')).toBe('wires');
    expect(reservedBy(data, 'default')).toBeUndefined();
  });

  it.each([
    ['a text', 'mine', 1],
    ['an object', { mine: true }, 1],
    ['a number', 7, 1],
    ['a list with a number', [7], 1],
    ['nothing', undefined, 0],
    ['a list of texts', ['mine'], 0],
  ])('says what is wrong and never throws: %s', (_, value, count) => {
    const config = mockServices.rootConfig({
      data: { federation: { reservedNamespaces: value } },
    });
    const { problems } = new FederationAdapters([], config);
    expect(problems).toHaveLength(count);
    expect(
      problems.filter(problem =>
        problem.startsWith('federation.reservedNamespaces must be a list'),
      ),
    ).toEqual(problems);
  });

  it('takes the defaults when the section is no object', () => {
    const config = { federation: 'text' };
    expect(reservedBy(config, 'kube-system')).toBe('kube-*');
  });
});
