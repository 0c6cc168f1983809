import {
  ClusterStatus,
  KubernetesClusters,
} from '@backstage-federation/kubernetes-clusters';
import { ClusterIdentities } from './ClusterIdentities';

/** A cluster that is in a state and says which one it is. */
function open() {
  const east = { state: 'connected' as ClusterStatus['state'], uid: 'first' };
  const identity = jest.fn(async () => east.uid);
  const clusters = {
    list: () => [{ name: 'east', state: east.state, since: '' }],
    identity,
  } as unknown as KubernetesClusters;
  const onChange = jest.fn();
  const { signal } = new AbortController();
  const identities = new ClusterIdentities(clusters, signal, onChange);
  const is = async (state: ClusterStatus['state'], uid: string) => {
    Object.assign(east, { state, uid });
    identities.ask('east');
    await identities.settled();
    return identities.known.get('east');
  };
  return { is, identity, onChange };
}

describe('ClusterIdentities', () => {
  it('asks once while the cluster is connected', async () => {
    const { is, identity, onChange } = open();
    expect(await is('connected', 'first')).toBe('first');
    expect(await is('connected', 'second')).toBe('first');
    expect(identity).toHaveBeenCalledTimes(1);
    expect(onChange).toHaveBeenCalledTimes(1);
  });

  it.each(['unreachable', 'stale', 'forbidden'] as const)(
    'asks again when the cluster is connected again after it was %s',
    async state => {
      const { is, identity, onChange } = open();
      await is('connected', 'first');
      // Until then it is the one that it was.
      expect(await is(state, 'second')).toBe('first');
      expect(identity).toHaveBeenCalledTimes(1);
      expect(await is('connected', 'second')).toBe('second');
      expect(onChange).toHaveBeenCalledTimes(2);
      await is(state, 'second');
      await is('connected', 'second');
      // What is the same as before changes nothing.
      expect(onChange).toHaveBeenCalledTimes(2);
    },
  );
});
