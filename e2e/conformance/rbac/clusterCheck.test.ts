import assert from 'node:assert/strict';
import { createServer } from 'node:https';
import { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { createServerTls } from '../../../packages/sandbox/src/apiserver';
import { freePort } from '../../../scripts/lib.mjs';
import { ActionRunner } from '../../support/ActionRunner';
import { openTarget, runId, TestTarget, unique } from '../../support/target';
import { identityOf } from './identities';
import { grant, ShippedRole, shippedRoles } from './roles';
import { Watchpost } from './Watchpost';

const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const OBSERVE = [...shippedRoles('observe/observe.yaml').values()];
const MANAGE = [...shippedRoles('manage/manage.yaml').values()];

type Check = { title: string; state: string; message: string; remedy?: string };

/** What an action finds in a cluster, by title. */
async function checks(config: any, input: object): Promise<Map<string, Check>> {
  const runner = new ActionRunner(config);
  try {
    const output = await runner.run({
      id: 'federation:cluster:check',
      input: { allowMissing: true, ...input },
    });
    const found = output.checks as unknown as Check[];
    const missing = found.some(({ state }) => state === 'missing');
    assert.equal(output.complete, !missing);
    return new Map(found.map(check => [check.title, check]));
  } finally {
    await runner.close();
  }
}

describe('what the check of a cluster says', () => {
  let target: TestTarget;
  let cluster: string;
  before(async () => {
    target = await openTarget({ clusters: 1 });
    [cluster] = target.contexts;
  });
  after(() => target?.close());

  /** With what somebody may do who has these roles everywhere. */
  async function as<T>(
    roles: ShippedRole[],
    run: (config: any) => Promise<T>,
  ): Promise<T> {
    const only = {
      kube: (context: string) => target.kube(context),
      has: (context: string) => target.has(context),
      contexts: [cluster],
    };
    const post = await Watchpost.open(only, 'manager', roles);
    try {
      return await run(post.config);
    } finally {
      await post.close();
    }
  }

  it('of one who may only look: each right that is missing, with the command that gives it', async () => {
    const found = await as(OBSERVE, config => checks(config, { cluster }));
    assert.equal(found.get('Connection')?.state, 'ok');
    assert.match(found.get('Connection')!.message, /Kubernetes v1\.\d+/);
    assert.deepEqual(found.get('Rights to look'), {
      title: 'Rights to look',
      state: 'ok',
      message: 'all are there',
    });
    const manage = found.get('Rights to make federations')!;
    assert.equal(manage.state, 'missing');
    for (const right of [
      'create sites.skupper.io',
      'patch deployments.apps',
      'list storageclasses.storage.k8s.io',
      'delete namespaces',
    ]) {
      assert.ok(manage.message.includes(right), `${right}: ${manage.message}`);
    }
    assert.doesNotMatch(manage.message, /(list|watch) pods|pods\/log/);
    assert.equal(manage.remedy, 'kubectl apply -k deploy/rbac/manage');
    assert.match(
      found.get('Rights on Secrets')!.message,
      /^it may not get secrets, list secrets, watch secrets, create secrets, patch secrets, delete secrets$/,
    );
  });

  it('names sub-resources that are missing', async () => {
    const [{ name, rules }] = OBSERVE;
    const without = rules.filter(
      ({ resources }) => !resources.some(resource => resource.includes('/')),
    );
    const found = await as([{ name, rules: without }], config =>
      checks(config, { cluster, access: 'observe' }),
    );
    assert.equal(
      found.get('Rights to look')!.message,
      'it may not get pods/log, get pods/portforward, create pods/portforward',
    );
    assert.equal(found.has('Rights to make federations'), false);
  });

  it('of one who may do everything: no right is missing, but Skupper, as no controller runs', async () => {
    const found = await as([...OBSERVE, ...MANAGE], config =>
      checks(config, { cluster }),
    );
    const missing = [...found.values()].filter(c => c.state === 'missing');
    assert.deepEqual(
      missing.map(({ title }) => title),
      ['Skupper'],
    );
    assert.match(missing[0].message, /controller runs|not installed/);
    assert.equal(
      missing[0].remedy,
      'kubectl apply -f https://skupper.io/v2/install.yaml',
    );
    assert.match(found.get('Storage of a hub')!.state, /^(ok|note)$/);
  });

  it('fails with the same, unless it is told to go on', async () => {
    await as(OBSERVE, async config => {
      const runner = new ActionRunner(config);
      try {
        await runner.run({
          id: 'federation:cluster:check',
          input: { cluster },
          fails:
            /lacks what is needed[^]*MISSING: Rights to make federations: it may not [^]*To mend it: kubectl apply -k deploy\/rbac\/manage\n/,
        });
      } finally {
        await runner.close();
      }
    });
  });

  it('of roles that are bound in one namespace: asks there', async () => {
    const kube = target.kube(cluster);
    const namespace = unique('check');
    const metadata = { name: namespace };
    await kube.send('POST', '/api/v1/namespaces', {
      ...{ apiVersion: 'v1', kind: 'Namespace' },
      metadata,
    });
    const post = await Watchpost.open(
      {
        kube: c => target.kube(c),
        has: c => target.has(c),
        contexts: [cluster],
      },
      'manager',
      OBSERVE,
    );
    const suffix = `${runId}-in`;
    const undo: (() => Promise<void>)[] = [];
    try {
      // The roles as they are, bound to somebody else; and to this one in the namespace only.
      const nobody = {
        apiGroup: 'rbac.authorization.k8s.io',
        kind: 'User',
        name: 'nobody',
      };
      undo.push(await grant(kube, nobody, MANAGE, suffix));
      const { subject, remove } = await identityOf(
        target,
        cluster,
        'manager',
        suffix,
      );
      undo.push(remove);
      for (const { name } of MANAGE) {
        await kube.send(
          'POST',
          `${RBAC}/namespaces/${namespace}/rolebindings`,
          {
            apiVersion: 'rbac.authorization.k8s.io/v1',
            kind: 'RoleBinding',
            metadata: { name },
            roleRef: {
              apiGroup: 'rbac.authorization.k8s.io',
              kind: 'ClusterRole',
              name: `${name}-${suffix}`,
            },
            subjects: [subject],
          },
        );
      }
      const config = post.config;
      const there = await checks(config, { cluster, namespace });
      const everywhere = await checks(config, { cluster });
      // Where identities are ServiceAccounts, this is another one than the post's.
      if (target.has(`${cluster}-manager`)) {
        assert.equal(there.get('Rights to make federations')!.state, 'ok');
        assert.equal(there.get('Rights on Secrets')!.state, 'ok');
      }
      assert.equal(
        everywhere.get('Rights to make federations')!.state,
        'missing',
      );
    } finally {
      for (const step of undo.reverse()) await step();
      await post.close();
    }
  });

  describe('of a cluster that is not reached', () => {
    const entryOf = (config: any) =>
      config.kubernetes.clusterLocatorMethods[0].clusters[0];
    const reached = (change: (entry: any) => void) =>
      as(OBSERVE, async config => {
        change(entryOf(config));
        const found = await checks(config, { cluster });
        assert.deepEqual([...found.keys()], ['Connection']);
        const connection = found.get('Connection')!;
        assert.equal(connection.state, 'missing');
        return connection;
      });

    it('says that the token is wrong', async () => {
      const { message, remedy } = await reached(entry => {
        entry.serviceAccountToken = 'nonsense';
      });
      assert.match(message, /refused the credentials \(401 Unauthorized\)/);
      assert.match(remedy!, /^the token is wrong.*kubectl get secret/);
    });

    it('says that the token is missing', async () => {
      const { message } = await reached(entry => {
        delete entry.serviceAccountToken;
      });
      assert.match(message, /serviceAccountToken is missing/);
    });

    it('says that the authority is another', async () => {
      const { ca } = await createServerTls();
      const { message, remedy } = await reached(entry => {
        entry.caData = Buffer.from(ca).toString('base64');
      });
      assert.match(message, /not trusted|self-signed|another authority/);
      assert.match(remedy!, /caData.*kube-root-ca\.crt/);
    });

    it('says that nobody is there', async () => {
      const port = await freePort();
      const { message, remedy } = await reached(entry => {
        entry.url = `https://127.0.0.1:${port}`;
      });
      assert.match(message, /connection refused/);
      assert.match(remedy!, /firewalls/);
    });

    it('says that there is no such host', async () => {
      const { message, remedy } = await reached(entry => {
        entry.url = 'https://no-such-host.invalid';
      });
      assert.match(message, /host name (not found|lookup failed)/);
      assert.match(remedy!, /look it up/);
    });

    it('says that something else answers', async () => {
      const { key, cert, ca } = await createServerTls();
      const server = createServer({ key, cert }, (_req, res) => {
        res.setHeader('content-type', 'text/html').end('<p>Log in</p>');
      });
      await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
      try {
        const { port } = server.address() as AddressInfo;
        const { message, remedy } = await reached(entry => {
          entry.url = `https://127.0.0.1:${port}`;
          entry.caData = Buffer.from(ca).toString('base64');
        });
        assert.match(message, /answers, but not as a Kubernetes API server/);
        assert.match(remedy!, /must be that of the API server/);
      } finally {
        server.closeAllConnections();
        server.close();
      }
    });

    it('says that it is not in the configuration', async () => {
      const found = await as(OBSERVE, config =>
        checks(config, { cluster: 'mars' }),
      );
      assert.match(
        found.get('Connection')!.message,
        /not in the configuration/,
      );
    });
  });
});
