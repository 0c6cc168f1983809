import { parseFieldSelector } from './fieldSelector';

describe('field selectors', () => {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'n' },
    status: { phase: 'Running' },
  };

  it.each([
    ['metadata.name=p', true],
    ['metadata.name!=p', false],
    ['metadata.namespace==n,status.phase=Running', true],
    ['status.phase!=Running', false],
    ['spec.nodeName=', true],
  ])('%s: %s', (text, selected) => {
    expect(parseFieldSelector(text, 'pods')(pod)).toBe(selected);
  });

  it('refuses fields that can not be selected', () => {
    expect(() => parseFieldSelector('spec.x=1', 'pods')).toThrow(
      'field label not supported: spec.x',
    );
    expect(() => parseFieldSelector('data=1', 'configmaps')).toThrow(
      '"data" is not a known field selector',
    );
  });
});
