import { FEDERATION_LABEL } from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import {
  createFixture,
  retail,
} from '../../../../scaffolder-backend-module-federation/src/__testUtils__/createFixture';

const input = { federation: 'retail-fl', confirm: 'retail-fl' };

function site(name: string, federation?: string): KubeObject {
  return {
    apiVersion: 'skupper.io/v2alpha1',
    kind: 'Site',
    metadata: {
      name,
      namespace: 'retail',
      ...(federation && { labels: { [FEDERATION_LABEL]: federation } }),
    },
  };
}

describe('federation:delete', () => {
  it('touches nothing when the name is not typed', async () => {
    const fixture = createFixture();
    fixture.store(retail());
    await expect(
      fixture.run('federation:delete', { ...input, confirm: 'retail' }),
    ).rejects.toThrow('confirm: type the name of the federation, "retail-fl"');
    expect(fixture.all.map(({ calls }) => calls)).toEqual([0, 0, 0, 0]);
  });

  it('removes what is there, the spec last; a second run has nothing to do', async () => {
    const fixture = createFixture();
    fixture.store(retail());
    fixture.east.put(site('superlink-interconnect', 'retail-fl'));
    fixture.west.put(site('west-interconnect', 'retail-fl'));
    const first = await fixture.run('federation:delete', input);
    expect(first.output).toEqual({
      changed: 3,
      summary: 'Federation retail-fl is gone: 3 objects changed.',
    });
    expect(fixture.east.writes).toEqual([
      'delete Site retail/superlink-interconnect',
      'delete ConfigMap retail/federation-retail-fl',
    ]);
    const second = await fixture.run('federation:delete', input);
    expect(second.output).toEqual({
      changed: 0,
      summary: 'There is no federation retail-fl: nothing changed.',
    });
  });

  it('does not call it gone when a cluster that may have it is silent', async () => {
    const fixture = createFixture();
    fixture.east.down = true;
    await expect(fixture.run('federation:delete', input)).rejects.toThrow(
      'these clusters did not answer: east',
    );
  });
});

describe('federation:member:remove', () => {
  it('needs no other member to answer', async () => {
    const fixture = createFixture();
    fixture.store(retail());
    fixture.west.put(site('west-interconnect', 'retail-fl'));
    fixture.north.down = true;
    const { output } = await fixture.run('federation:member:remove', {
      federation: 'retail-fl',
      member: 'west',
    });
    expect(output.summary).toBe('west has left retail-fl: 2 objects changed.');
    expect(fixture.west.writes).toEqual([
      'delete Site retail/west-interconnect',
    ]);
    expect(
      fixture.east.object('ConfigMap', 'retail', 'federation-retail-fl')!.data,
    ).toEqual({ spec: expect.not.stringContaining('west') });
  });
});
