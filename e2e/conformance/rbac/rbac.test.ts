import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { parse } from 'yaml';
import { BackendProcess } from '../../support/backend';
import { BackstageClient } from '../../support/BackstageClient';
import { countOf } from '../../support/counts';
import { KubeError } from '../../support/kube';
import { SandboxProcess } from '../../support/sandbox';
import { openFederationTarget } from '../../support/stack';
import { targetCan, TestTarget, unique } from '../../support/target';
import { ActionRunner } from '../../support/ActionRunner';
import { rightsOf } from './attribution';
import { everyAction, guide } from './everyAction';
import { allowedBy, ShippedRole, shippedRoles } from './roles';
import { Watchpost } from './Watchpost';

/** Has the ports that Flower's guide has. */
const VERSION = '1.39.0';
const OBSERVE = [...shippedRoles('observe/observe.yaml').values()];
const MANAGE = [...shippedRoles('manage/manage.yaml').values()];

/** Compares what was asked with what the roles allow, both ways. */
function assertFits(post: Watchpost, roles: ShippedRole[]) {
  const allowed = allowedBy(roles);
  const used = post.used();
  const without = (all: Set<string>, others: Set<string>) =>
    [...all].filter(right => !others.has(right)).sort();
  assert.deepEqual(
    {
      refused: post.refused(),
      missing: without(used, allowed),
      superfluous: without(allowed, used),
    },
    { refused: [], missing: [], superfluous: [] },
  );
}

describe('the rights that a request needs', () => {
  for (const [method, url, code, upgrade, expected] of [
    ['GET', '/apis/apps/v1', 200, false, ''],
    ['GET', '/api/v1/pods?limit=500', 200, false, 'list pods'],
    ['GET', '/api/v1/namespaces/x', 200, false, 'get namespaces'],
    ['GET', '/api/v1/namespaces/x/pods?watch=1', 200, false, 'watch pods'],
    ['GET', '/api/v1/namespaces/x/pods/y/log', 200, false, 'get pods/log'],
    [
      'GET',
      '/api/v1/namespaces/x/pods/y/portforward?ports=1',
      101,
      true,
      'get pods/portforward, create pods/portforward',
    ],
    [
      'PATCH',
      '/apis/skupper.io/v2alpha1/namespaces/x/sites/y?dryRun=All',
      200,
      false,
      'patch sites.skupper.io',
    ],
    [
      'PATCH',
      '/apis/skupper.io/v2alpha1/namespaces/x/sites/y',
      201,
      false,
      'patch sites.skupper.io, create sites.skupper.io',
    ],
    ['DELETE', '/api/v1/namespaces/x/secrets/y', 200, false, 'delete secrets'],
    [
      'DELETE',
      '/api/v1/namespaces/x/secrets',
      200,
      false,
      'deletecollection secrets',
    ],
  ] as const) {
    it(`${method} ${url}: ${expected || 'none'}`, () => {
      const rights = rightsOf({ method, url, code, upgrade });
      assert.equal(
        rights.map(right => `${right.verb} ${right.resource}`).join(', '),
        expected,
      );
    });
  }
});

describe('the roles that the project ships', () => {
  let target: TestTarget;
  let sandbox: SandboxProcess;

  before(async () => {
    ({ target, sandbox } = await openFederationTarget({ flower: 'builtin' }));
  });
  after(() => target?.close());

  /** Looks at all that there is to see: a healthy federation, what forms offer, and why a link is down. */
  async function look(guest: BackstageClient, federation: string) {
    const [hub, member] = target.contexts;
    await guest.untilView(
      federation,
      view =>
        view.state.kind === 'ready' && countOf(view, 'superNodes')?.ready === 1,
      60_000,
    );
    await guest.json('/federation/v1/clusters');
    const { items } = await guest.json<{ items: { name: string }[] }>(
      `/federation/v1/clusters/${hub}/namespaces`,
    );
    assert.ok(items.some(({ name }) => name === unique(federation)));
    if (targetCan('link-faults')) {
      await sandbox.cli('link', 'break', member);
      await guest.untilView(
        federation,
        ({ findings }) =>
          findings.some(({ evidence }) =>
            evidence.some(({ kind }) => kind === 'log'),
          ),
        60_000,
      );
      await sandbox.cli('link', 'mend', member);
    }
  }

  describe('manage', () => {
    let post: Watchpost;

    before(async () => {
      post = await Watchpost.open(target, 'manager', MANAGE);
    });
    after(() => post?.close());

    it('can run every action', async () => {
      const runner = new ActionRunner(post.config);
      try {
        for (const step of everyAction(target.contexts, VERSION)) {
          await runner.run(step).catch(error => {
            const refused = post.refused().join(', ');
            throw new Error(`${step.id}: ${error}\nrefused: ${refused}`);
          });
        }
        assert.deepEqual([...runner.ran].sort(), runner.ids.sort());
      } finally {
        await runner.close();
      }
    });

    it('can run the templates and see the view', async () => {
      const [hub, member, third] = target.contexts;
      const federation = 'rbac-templates';
      const namespace = unique(federation);
      const backend = await startBackend(post);
      try {
        const guest = await signIn(backend);
        await guest.untilTemplate('federation-create');
        for (const [template, values] of [
          [
            'federation-create',
            {
              name: federation,
              hub: { cluster: hub, namespace },
              members: [{ cluster: member, namespace, superNodes: 1 }],
              version: VERSION,
              linkMode: 'token',
              linkAccess: 'default',
            },
          ],
          [
            'federation-add-member',
            {
              federation,
              member: { cluster: third, namespace },
              superNodes: 1,
              linkMode: 'certificate',
            },
          ],
          [
            'federation-delete',
            { federation, confirm: federation, deleteNamespaces: true },
          ],
        ] as const) {
          const task = await guest.runTemplate(template, values);
          assert.equal(task.status, 'completed', task.log.join('\n'));
          if (template === 'federation-create') await look(guest, federation);
        }
      } finally {
        await backend.stop();
      }
    });

    it('lacks nothing, and allows nothing more', () => {
      assertFits(post, MANAGE);
    });
  });

  it('manage without its part for Secrets is enough for plain text and links by token', async () => {
    const roles = MANAGE.filter(({ name }) => !name.endsWith('-secrets'));
    assert.equal(roles.length, MANAGE.length - 1);
    const post = await Watchpost.open(target, 'manager', roles);
    const runner = new ActionRunner(post.config);
    try {
      const workload = { version: VERSION, security: 'insecure' };
      const { contexts } = target;
      for (const step of guide('rbac-plain', contexts, 'token', workload)) {
        await runner.run(step);
      }
      // Asked for, and done without.
      assert.deepEqual(post.refused(), ['get secrets', 'list secrets']);
    } finally {
      await runner.close();
      await post.close();
    }
  });

  describe('observe', () => {
    const federation = 'rbac-view';
    let administrator: ActionRunner;
    let post: Watchpost;
    let backend: BackendProcess;

    before(async () => {
      const [hub, member] = target.contexts;
      const namespace = unique(federation);
      administrator = new ActionRunner(
        parse(readFileSync(sandbox.config, 'utf8')),
      );
      await administrator.run({
        id: 'federation:apply',
        input: {
          federation,
          hub: { cluster: hub, namespace },
          members: [{ cluster: member, namespace }],
          workload: { version: VERSION },
        },
      });
      post = await Watchpost.open(target, 'observer', OBSERVE);
      backend = await startBackend(post);
    });
    after(async () => {
      await backend?.stop();
      await post?.close();
      await administrator?.run({
        id: 'federation:delete',
        input: { federation, confirm: federation, deleteNamespaces: true },
      });
      await administrator?.close();
    });

    it('sees the view, what is wrong in it, and what forms offer', async () => {
      await look(await signIn(backend), federation);
    });

    it('lacks nothing, and allows nothing more', () => {
      assertFits(post, OBSERVE);
    });

    it('cannot read Secrets and cannot change anything', async () => {
      const observer = post.kube(target.contexts[0]);
      const namespaced = `/api/v1/namespaces/${unique(federation)}`;
      const skupper = `/apis/skupper.io/v2alpha1/namespaces/${unique(
        federation,
      )}`;
      for (const [method, path, body] of [
        ['GET', '/api/v1/secrets'],
        ['GET', `${namespaced}/secrets/x`],
        ['POST', '/api/v1/namespaces', namespaceOf('x')],
        ['POST', `${namespaced}/pods`, { kind: 'Pod', apiVersion: 'v1' }],
        ['DELETE', `${namespaced}/configmaps/x`],
        ['DELETE', `${skupper}/sites`],
        ['PATCH', `${skupper}/sites/x`, {}],
        ['GET', '/apis/rbac.authorization.k8s.io/v1/clusterroles'],
      ] as const) {
        await assert.rejects(
          observer.send(method, path, body, 'application/merge-patch+json'),
          (error: KubeError) => error.code === 403,
          `${method} ${path}`,
        );
      }
    });
  });
});

function startBackend(post: Watchpost): Promise<BackendProcess> {
  return BackendProcess.start({ dir: post.dir, configs: [post.configFile] });
}

async function signIn(backend: BackendProcess): Promise<BackstageClient> {
  const guest = new BackstageClient(backend.baseUrl);
  await guest.signIn();
  return guest;
}

function namespaceOf(name: string) {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}
