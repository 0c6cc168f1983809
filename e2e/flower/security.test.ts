import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { FIELD_MANAGER } from '../../plugins/federation-common/src';
import { makeServerCertificate } from '../../plugins/federation-flower/src/security/certificates';
import { flowerProfile } from '../../plugins/federation-flower/src/profiles';
import { CONTROL_PATHS } from '../../packages/sandbox/src/gateway/__testUtils__/controlPaths';
import { countOf, flowerOf } from '../support/counts';
import { MemberDoor } from '../support/memberDoor';
import { resourceVersions } from '../support/objects';
import { Stack } from '../support/stack';

const versions = (process.env.FEDERATION_TEST_FLOWER ?? '').split(',');
const CLUSTERS = ['east', 'west'];

for (const version of versions) {
  describe(`TLS and SuperNode authentication with real Flower ${version}`, () => {
    const name = `secure-${version.replace(/\D/g, '-')}`;
    const secrets = `/api/v1/namespaces/${name}/secrets`;
    let stack: Stack;
    let persistence = 'none';

    before(async () => {
      stack = await Stack.start({ flower: 'process' });
    });
    after(() => stack?.stop());

    const apply = async () => {
      const task = await stack.guest.runTemplate('federation-create', {
        name,
        hub: { cluster: 'east', namespace: name },
        members: [{ cluster: 'west', namespace: name, superNodes: 1 }],
        version,
        security: 'supernode-auth',
        persistence,
        linkMode: 'token',
        linkAccess: 'default',
      });
      assert.equal(task.status, 'completed', task.log.join('\n'));
      return task;
    };
    const pods = (cluster: string, app: string) =>
      stack
        .kube(cluster)
        .list(`/api/v1/namespaces/${name}/pods?labelSelector=app%3D${app}`);
    /** Without a volume, a new pod has a new, empty database: the SuperLink forgets who was registered. */
    const replaceSuperLink = async () => {
      const [pod] = await pods('east', 'superlink');
      const podName: string = pod.metadata.name;
      await stack
        .kube('east')
        .send(
          'DELETE',
          `/api/v1/namespaces/${name}/pods/${podName}?gracePeriodSeconds=0`,
        );
      return podName;
    };
    const untilOnline = () =>
      stack.guest.untilView(
        name,
        current =>
          current.state.kind === 'ready' &&
          countOf(current, 'superNodes')?.ready === 1,
        120_000,
      );
    const untilFinding = async (cause: string) => {
      // What keeps a SuperNode out is said already while it only starts.
      const refused = await stack.guest.untilView(
        name,
        view =>
          view.findings.some(finding => finding.cause === cause) &&
          flowerOf(view).superNodes[0].state.kind === 'down',
        120_000,
      );
      return refused.findings.find(finding => finding.cause === cause)!;
    };

    it('creates a federation whose SuperNode comes online', async () => {
      await apply();
      const view = await untilOnline();
      assert.equal(view.workload.security, 'supernode-auth');
      assert.ok(
        flowerOf(view).superLink?.certificate?.hosts.includes('fleet-api'),
      );
      const [pod] = await pods('west', 'supernode-1');
      // Known before it started, by its key.
      assert.equal(
        pod.metadata.annotations['backstage-federation.dev/node-id'],
        flowerOf(view).superNodes[0].nodeId,
      );
      assert.deepEqual(pod.spec.containers[0].args.slice(0, 4), [
        '--root-certificates',
        '/app/cert/ca.crt',
        '--auth-supernode-private-key',
        '/app/keys/ssh-privatekey',
      ]);
    });

    if (flowerProfile(version).fleetGateway) {
      it('lets the member reach the Fleet API, and nothing else', async () => {
        const west = stack.kube('west');
        const maps = `/api/v1/namespaces/${name}/configmaps`;
        const { data } = await west.send('GET', `${maps}/superlink-ca`);
        const place = { cluster: 'west', namespace: name, ca: data['ca.crt'] };
        const door = await MemberDoor.open(stack.config, west, place);
        try {
          // Nobody signed it.
          assert.equal(await door.status('/v1/fleet/get-run'), 401);
          const reached: string[] = [];
          for (const path of CONTROL_PATHS) {
            const status = await door.status(path);
            if (status !== 403) reached.push(`${status} ${path}`);
          }
          assert.deepEqual(reached, []);
        } finally {
          await door.close();
        }
      });
    }

    it('changes nothing when it is applied again', async () => {
      const kubes = Object.fromEntries(
        CLUSTERS.map(cluster => [cluster, stack.kube(cluster)]),
      );
      const earlier = await resourceVersions(kubes, name);
      const task = await apply();
      assert.match(String(task.log.at(-1) ?? ''), /./);
      assert.deepEqual(await resourceVersions(kubes, name), earlier);
    });

    it('names a key that the SuperLink has forgotten, and registers it again', async () => {
      await replaceSuperLink();
      const finding = await untilFinding('supernode-not-registered');
      assert.match(finding.evidence[0].text, /^no node has the key sha256 /);
      await apply();
      await untilOnline();
    });

    it('remembers keys over its pods when its database is on a volume', async () => {
      persistence = 'volume';
      const moved = await apply();
      assert.match(
        moved.log.join('\n'),
        /its database moves to PersistentVolumeClaim superlink-state/,
      );
      const before = flowerOf(await untilOnline()).superNodes[0].nodeId;
      const pod = await replaceSuperLink();
      await stack.guest.untilView(
        name,
        view =>
          flowerOf(view).superLink!.pods.every(p => p.name !== pod) &&
          view.state.kind === 'ready' &&
          countOf(view, 'superNodes')?.ready === 1,
        180_000,
      );
      const after = flowerOf(await untilOnline()).superNodes[0].nodeId;
      assert.equal(after, before);
      persistence = 'none';
      await apply();
      await untilOnline();
    });

    it('names a certificate for other hosts, and renews it', async () => {
      const east = stack.kube('east');
      const { data } = await east.send('GET', `${secrets}/superlink-ca`);
      const text = (key: string) => Buffer.from(data[key], 'base64').toString();
      const wrong = await makeServerCertificate(
        ['superlink.example.com', 'localhost', '127.0.0.1'],
        { certificate: text('tls.crt'), key: text('tls.key') },
        new Date(),
      );
      const old = await east.send('GET', `${secrets}/superlink-tls`);
      const base64 = (value: string) => Buffer.from(value).toString('base64');
      await east.send(
        'PATCH',
        `${secrets}/superlink-tls?fieldManager=${FIELD_MANAGER}&force=true`,
        {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: {
            name: 'superlink-tls',
            labels: old.metadata.labels,
            annotations: old.metadata.annotations,
          },
          type: old.type,
          data: {
            ...old.data,
            'tls.crt': base64(wrong.certificate),
            'tls.key': base64(wrong.key),
          },
        },
        'application/apply-patch+yaml',
      );
      await replaceSuperLink();
      const finding = await untilFinding('supernode-certificate-host');
      assert.match(finding.title, /does not name fleet-api/);
      assert.equal(
        finding.evidence[0].text,
        'names 127.0.0.1, localhost, superlink.example.com',
      );
      const task = await apply();
      assert.match(task.log.join('\n'), /renewed: it does not name fleet-api/);
      await untilOnline();
    });

    it('forgets a SuperNode that leaves', async () => {
      const task = await stack.guest.runTemplate('federation-delete', {
        federation: name,
        confirm: name,
        deleteNamespaces: false,
      });
      assert.equal(task.status, 'completed', task.log.join('\n'));
      for (const cluster of CLUSTERS) {
        const left = await stack
          .kube(cluster)
          .list(
            `${secrets}?labelSelector=backstage-federation.dev%2Ffederation`,
          );
        assert.deepEqual(
          left.map(({ metadata }) => metadata.name),
          [],
        );
      }
    });
  });
}
