import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { parse, parseAllDocuments } from 'yaml';
import { BackendProcess } from '../support/backend';
import { BackstageClient, TaskResult } from '../support/BackstageClient';
import { createServerTls } from '../../packages/sandbox/src/apiserver';
import { freePort } from '../../scripts/lib.mjs';
import { Kube } from '../support/kube';
import { SandboxProcess } from '../support/sandbox';
import { onSandbox } from '../support/target';

const CLUSTER = 'south';
const NAMESPACE = 'backstage-here';

/** As `kubectl apply` finds the path of an object. */
const PATHS: Record<string, string> = {
  Namespace: '/api/v1/namespaces',
  ServiceAccount: '/api/v1/namespaces/*/serviceaccounts',
  Secret: '/api/v1/namespaces/*/secrets',
  ClusterRole: '/apis/rbac.authorization.k8s.io/v1/clusterroles',
  ClusterRoleBinding: '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings',
};

async function apply(kube: Kube, manifest: string): Promise<void> {
  for (const document of parseAllDocuments(manifest)) {
    const object = document.toJS();
    const { kind, metadata } = object;
    const path = PATHS[kind].replace('*', metadata.namespace);
    await kube.send(
      'PATCH',
      `${path}/${metadata.name}?fieldManager=kubectl&force=true`,
      object,
      'application/apply-patch+yaml',
    );
  }
}

/** The block of a language in a text of Markdown whose text has something in it. */
function blockOf(markdown: string, language: string, has: string): string {
  const blocks = [...markdown.matchAll(/```(\w+)\n([^]*?)\n```/g)];
  const found = blocks.find(
    ([, lang, text]) => lang === language && text.includes(has),
  );
  assert.ok(found, `${language} with ${has} in\n${markdown}`);
  return found[2];
}

if (onSandbox()) {
  describe('a cluster that is added by the templates', () => {
    let sandbox: SandboxProcess;
    let kube: Kube;
    let backend: BackendProcess;
    let guest: BackstageClient;
    let markdown: string;
    /** What the sandbox's own configuration says of the cluster's API server. */
    let entry: { url: string; caData: string };

    const start = async (configs: string[], env: NodeJS.ProcessEnv = {}) => {
      await backend?.stop();
      backend = await BackendProcess.start({
        dir: sandbox.stateDir,
        configs,
        env,
      });
      guest = new BackstageClient(backend.baseUrl);
      await guest.signIn();
      await guest.untilTemplate('federation-check-cluster');
    };
    /** With the configuration that the template gave, these variables, and entries that are wrong. */
    const startWith = async (env: NodeJS.ProcessEnv) => {
      const config = parse(blockOf(markdown, 'yaml', 'clusterLocatorMethods'));
      const { clusters } = config.kubernetes.clusterLocatorMethods[0];
      const { ca } = await createServerTls();
      for (const [name, wrong] of Object.entries({
        'wrong-token': { serviceAccountToken: 'nonsense' },
        'wrong-ca': { caData: Buffer.from(ca).toString('base64') },
        away: { url: `https://127.0.0.1:${await freePort()}` },
      })) {
        clusters.push({ ...clusters[0], name, ...wrong });
      }
      const file = join(sandbox.stateDir, 'app-config.added.yaml');
      writeFileSync(file, JSON.stringify(config));
      return start([file], env);
    };
    const add = (values: object) =>
      guest.runTemplate('federation-add-cluster', {
        cluster: CLUSTER,
        title: 'South',
        url: entry.url,
        ca: entry.caData,
        access: 'manage',
        secrets: true,
        namespace: NAMESPACE,
        ...values,
      });
    const check = (values: object = {}) =>
      guest.runTemplate('federation-check-cluster', {
        cluster: CLUSTER,
        ...values,
      });
    const fails = (task: TaskResult, ...words: RegExp[]) => {
      assert.equal(task.status, 'failed', task.log.join('\n'));
      for (const word of words) assert.match(task.error!.message, word);
    };
    let token: string;

    before(async () => {
      sandbox = await SandboxProcess.start({ clusters: 1 });
      const [name] = sandbox.clusters;
      kube = new Kube(sandbox.kubeconfig, name);
      entry = {
        url: kube.server.href,
        caData: Buffer.from(kube.tls.ca as Buffer).toString('base64'),
      };
      // Nothing is configured yet.
      await start([]);
    });
    after(async () => {
      await backend?.stop();
      await sandbox?.stop();
    });

    it('is not known before', async () => {
      fails(
        await check(),
        /"south" is not in the configuration/,
        /Add a cluster/,
      );
    });

    it('gets an account that may only look, by the manifest that the template gives', async () => {
      const task = await add({ access: 'observe' });
      assert.equal(task.status, 'completed', task.log.join('\n'));
      markdown = task.output.text[0].content;
      assert.ok(task.log.join('\n').includes(markdown));
      const manifest = blockOf(markdown, 'yaml', 'kind: ServiceAccount');
      assert.doesNotMatch(manifest, /federation-manage/);
      await apply(kube, manifest);
      const path = `/api/v1/namespaces/${NAMESPACE}/secrets/backstage-federation-token`;
      const commands = blockOf(markdown, 'sh', 'apply -f');
      assert.match(
        commands,
        /^kubectl apply -f south\.yaml\nSOUTH_TOKEN=\$\(kubectl get secret backstage-federation-token -n backstage-here /,
      );
      const secret = await guest.until(
        () => kube.send('GET', path),
        ({ data }) => Boolean(data?.token),
        10_000,
      );
      token = Buffer.from(secret.data.token, 'base64').toString();
    });

    it('is reached by the configuration that the template gives; what is missing is named, with what mends it', async () => {
      await startWith({ SOUTH_TOKEN: token, SOUTH_CA: entry.caData });
      const task = await check();
      fails(
        task,
        /MISSING: Rights to make federations: it may not [^\n]*create sites\.skupper\.io/,
        /To mend it: kubectl apply -k deploy\/rbac\/manage\n/,
        /MISSING: Rights on Secrets/,
      );
      assert.match(task.log.join('\n'), /ok: Rights to look/);
      assert.doesNotMatch(task.error!.message, /Skupper/);
      // To look is what was asked for.
      const looks = await check({ access: 'observe' });
      assert.equal(looks.status, 'completed', looks.log.join('\n'));
      assert.doesNotMatch(task.raw + looks.raw, new RegExp(token));
    });

    it('gets the rights to make federations, and then lacks nothing', async () => {
      const task = await add({});
      assert.equal(task.status, 'completed', task.log.join('\n'));
      await apply(
        kube,
        blockOf(task.output.text[0].content, 'yaml', 'kind: ServiceAccount'),
      );
      const checked = await check();
      assert.equal(checked.status, 'completed', checked.log.join('\n'));
      const { content } = checked.output.text[0];
      for (const word of [
        /\*\*Connection\*\* \(ok\): Kubernetes v1\./,
        /\*\*Rights on Secrets\*\* \(ok\)/,
        /\*\*Skupper\*\* \(ok\)/,
        /\*\*Storage of a hub\*\*/,
      ]) {
        assert.match(content, word);
      }
    });

    for (const [cluster, said, mend] of [
      ['wrong-token', /401 Unauthorized/, /the token is wrong/],
      ['wrong-ca', /authority/, /caData/],
      ['away', /connection refused/, /may connect to it/],
    ] as const) {
      it(`says why a cluster is not reached: ${cluster}`, async () => {
        fails(await check({ cluster }), said, mend);
      });
    }

    it('makes a federation with that account', async () => {
      const task = await guest.runTemplate('federation-create', {
        name: 'added-fl',
        owner: 'group:default/data-science',
        hub: { cluster: CLUSTER, namespace: 'added-hub' },
        members: [
          { cluster: CLUSTER, namespace: 'added-member', superNodes: 1 },
        ],
        version: '1.39.0',
        linkMode: 'token',
        linkAccess: 'default',
        imageRegistry: 'registry.test/mirror',
      });
      assert.equal(task.status, 'completed', task.log.join('\n'));
      const [superLink] = await kube.list(
        '/apis/apps/v1/namespaces/added-hub/deployments?labelSelector=app%3Dsuperlink',
      );
      const { containers } = superLink.spec.template.spec;
      assert.equal(
        containers[0].image,
        'registry.test/mirror/flwr/superlink:1.39.0',
      );
      const view = await guest.untilView(
        'added-fl',
        ({ state }) => state.kind === 'ready',
        30_000,
      );
      assert.deepEqual(view.findings, []);
    });
  });
}
