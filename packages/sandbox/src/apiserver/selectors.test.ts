import { parseFieldSelector, parseLabelSelector } from './selectors';

describe('label selectors', () => {
  const labels = { app: 'web', tier: 'front', 'a.b/c': '', size: '5' };

  it.each([
    ['', true],
    ['app', true],
    ['!app', false],
    ['! none', true],
    ['app=web', true],
    ['app==web,tier=front', true],
    ['app=web,tier=back', false],
    ['app!=web', false],
    ['none!=x', true],
    ['app in (api, web)', true],
    ['app in (api)', false],
    ['app notin (api,db),tier', true],
    ['none notin (x)', true],
    ['none in (x)', false],
    ['a.b/c=', true],
    ['size>4', true],
    ['size<4', false],
  ])('%s: %s', (text, selected) => {
    expect(parseLabelSelector(text)(labels)).toBe(selected);
  });

  it.each(['a=b=c', 'a in b', 'a in (b', '=x', 'a b'])('refuses %s', text => {
    expect(() => parseLabelSelector(text)).toThrow('unable to parse');
  });
});

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
