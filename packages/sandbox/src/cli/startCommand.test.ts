import { sandboxOptions } from './startCommand';

describe('options of start', () => {
  it('have defaults', () => {
    expect(sandboxOptions({ stateDir: '/s' })).toMatchObject({
      stateDir: '/s',
      clusters: ['east', 'west', 'north'],
      openshift: [],
      without: [],
      flower: 'auto',
      portBase: undefined,
    });
  });

  it('take numbers and names', () => {
    const parse = (flags: object) =>
      sandboxOptions({ stateDir: '/s', ...flags });
    expect(parse({ clusters: '2' }).clusters).toEqual(['east', 'west']);
    expect(parse({ clusters: '11' }).clusters?.slice(-2)).toEqual([
      'cluster-10',
      'cluster-11',
    ]);
    expect(parse({ clusters: 'hub,a-1', openshift: 'hub' })).toMatchObject({
      clusters: ['hub', 'a-1'],
      openshift: ['hub'],
    });
    expect(parse({ clusters: '2', openshift: true }).openshift).toEqual([
      'east',
      'west',
    ]);
    expect(parse({ without: 'routers,kubelet' }).without).toEqual([
      'routers',
      'kubelet',
    ]);
  });

  it.each([
    [{ clusters: '0' }, '--clusters: 0 is not from 1 to 64.'],
    [{ clusters: 'a,a' }, '--clusters: give a number or different names'],
    [{ clusters: 'East,b' }, '"East" is none'],
    [{ openshift: 'south' }, '--openshift: "south" is not one of the clusters'],
    [{ without: 'router' }, '--without: "router" is no part of the sandbox'],
    [{ flower: 'real' }, '--flower: "real" is none of auto'],
    [{ portBase: '80' }, '--port-base: "80" is not from 1024'],
    [{ timeScale: 'x' }, '--time-scale: "x" is not from 0.001'],
  ])('refuse %j', (flags, message) => {
    expect(() => sandboxOptions({ stateDir: '/s', ...flags })).toThrow(message);
  });
});
