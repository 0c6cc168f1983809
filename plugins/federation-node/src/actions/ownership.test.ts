import {
  COMPONENT_LABEL,
  FEDERATION_LABEL,
  MEMBER_LABEL,
} from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { createFixture } from '../../../scaffolder-backend-module-federation/src/__testUtils__/createFixture';

const place = { federation: 'mine', cluster: 'west', namespace: 'retail' };
const connector = {
  ...place,
  routingKey: 'fleet-api',
  port: 9092,
  selector: { app: 'superlink' },
};

function object(
  kind: string,
  name: string,
  labels: Record<string, string> = {},
): KubeObject {
  return {
    apiVersion: kind === 'Deployment' ? 'apps/v1' : 'skupper.io/v2alpha1',
    kind,
    metadata: { name, namespace: 'retail', labels },
  };
}

describe('what a small action may touch', () => {
  it('is not a namespace of another federation', async () => {
    const { west, run } = createFixture();
    west.put(object('Site', 'site', { [FEDERATION_LABEL]: 'theirs' }));
    await expect(run('skupper:connector:create', connector)).rejects.toThrow(
      /^namespace: "retail" of cluster "west" belongs to another federation;/,
    );
    expect(west.writes).toEqual([]);
  });

  it('is not an object that somebody made by hand', async () => {
    const { west, run } = createFixture();
    west.put(object('Site', 'site'));
    await expect(
      run('skupper:site:delete', { ...place, name: 'site' }),
    ).rejects.toThrow(
      'Site "site" in namespace "retail" of cluster "west" was not made for federation "mine", so it is left as it is',
    );
    expect(west.writes).toEqual([]);
  });

  it('is what it made itself; again changes nothing and says so', async () => {
    const { west, run } = createFixture();
    const first = await run('skupper:connector:create', connector);
    expect(first.output.summary).toBe(
      'west: connector fleet-api exists: 1 object changed.',
    );
    const before = west.version;
    const second = await run('skupper:connector:create', connector);
    expect(second.output).toEqual({
      changed: 0,
      summary: 'west: connector fleet-api exists: nothing changed.',
    });
    expect(west.version).toBe(before);
    const gone = await run('skupper:connector:delete', {
      ...place,
      routingKey: 'fleet-api',
    });
    expect(gone.output.changed).toBe(1);
  });

  it('is one SuperNode of several', async () => {
    const { west, run } = createFixture();
    const labels = {
      [FEDERATION_LABEL]: 'mine',
      [COMPONENT_LABEL]: 'supernode',
      [MEMBER_LABEL]: 'west',
    };
    west.put(
      object('Deployment', 'supernode-1', labels),
      object('Deployment', 'supernode-2', labels),
    );
    await run('flower:supernode:delete', {
      ...place,
      member: 'west',
      name: 'supernode-2',
    });
    expect(west.writes).toEqual(['delete Deployment retail/supernode-2']);
  });
});
