import { FEDERATION_LABEL } from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import {
  createFixture,
  retail,
} from '../../../scaffolder-backend-module-federation/src/__testUtils__/createFixture';

const API: Record<string, string> = {
  Deployment: 'apps/v1',
  Service: 'v1',
  NetworkPolicy: 'networking.k8s.io/v1',
};

function object(kind: string, name: string, federation?: string): KubeObject {
  return {
    apiVersion: API[kind],
    kind,
    metadata: {
      name,
      namespace: 'retail',
      ...(federation && { labels: { [FEDERATION_LABEL]: federation } }),
    },
  };
}

describe('a removal', () => {
  it.each([undefined, 'other-fl'])(
    'leaves what others have put in the place of something that is gone (label: %s)',
    async federation => {
      const fixture = createFixture();
      fixture.store(retail());
      // Only what bears the label is seen; of the same step, one thing does.
      fixture.east.put(
        object('Deployment', 'superlink', 'retail-fl'),
        object('Service', 'superlink', federation),
      );
      fixture.west.put(
        object('Deployment', 'supernode-1', federation),
        object('NetworkPolicy', 'supernode-1', 'retail-fl'),
      );
      await fixture.run('federation:delete', {
        federation: 'retail-fl',
        confirm: 'retail-fl',
      });
      const writes = fixture.all.flatMap(cluster => cluster.writes);
      expect(writes.filter(write => write.startsWith('delete'))).toEqual([
        'delete Deployment retail/superlink',
        'delete ConfigMap retail/federation-retail-fl',
        'delete NetworkPolicy retail/supernode-1',
      ]);
    },
  );
});
