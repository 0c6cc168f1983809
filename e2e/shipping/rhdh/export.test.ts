import assert from 'node:assert/strict';
import {
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { parse } from 'yaml';
import { DEFAULT_FLOWER_VERSION } from '../../../plugins/federation-common/src';
import { BackstageClient } from '../../support/BackstageClient';
import { launchChromium } from '../../support/chromium';
import { Kube } from '../../support/kube';
import { SandboxProcess } from '../../support/sandbox';
import { root } from '../../../scripts/lib.mjs';
import { applyBlock, blocksUnder, pageBlocks } from '../support/page';
import { DeveloperHub } from './DeveloperHub';
import { importsOf, serveFolder } from './frontend';

const page = pageBlocks(join(root, 'docs/rhdh.md'), 'docs/rhdh.md');
/** Where the page's command puts it. */
const exported = join(root, 'dist-rhdh');
/** Files that are larger are refused by Developer Hub's installer. */
const MAX_ENTRY_SIZE = 20_000_000;

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map(name => join(folder, name))
    .filter(file => lstatSync(file).isFile());
}

const templates = readdirSync(join(root, 'examples/templates')).map(name => ({
  type: 'file',
  target: join(root, 'examples/templates', name, 'template.yaml'),
  rules: [{ allow: ['Template'] }],
}));

describe('the export for Red Hat Developer Hub', () => {
  let sandbox: SandboxProcess;
  let hub: DeveloperHub;
  let installed: string[];
  const guest = () => new BackstageClient(hub.baseUrl);
  let client: BackstageClient;

  before(async () => {
    rmSync(exported, { recursive: true, force: true });
    for (const block of blocksUnder(page, 'Export')) {
      await applyBlock(root, block, { timeoutMs: 600_000 });
    }
    hub = await DeveloperHub.create();
    installed = hub.install(exported);
  });
  after(async () => {
    await hub?.close();
    await sandbox?.stop();
    rmSync(exported, { recursive: true, force: true });
  });

  describe('the tarballs', () => {
    it('are of one frontend and five backend plugins', () => {
      const roles = installed.map(
        name =>
          JSON.parse(
            readFileSync(join(hub.pluginsRoot, name, 'package.json'), 'utf8'),
          ).backstage.role,
      );
      assert.deepEqual(roles, [
        'frontend-plugin',
        'backend-plugin',
        ...Array(4).fill('backend-plugin-module'),
      ]);
    });

    it('have no file that the installer refuses, no link and no path of this machine', () => {
      for (const name of installed) {
        for (const file of filesOf(join(hub.pluginsRoot, name))) {
          assert.ok(lstatSync(file).size < MAX_ENTRY_SIZE, file);
          if (/package\.json$|\.yaml$/.test(file)) {
            assert.ok(!readFileSync(file, 'utf8').includes(root), file);
          }
        }
      }
    });

    it('have the shared libraries embedded, each once', () => {
      const paths = installed.slice(1).map(name => {
        const packages = filesOf(join(hub.pluginsRoot, name)).filter(file =>
          /@backstage-federation\/plugin-federation-node\/package\.json$/.test(
            file,
          ),
        );
        assert.equal(packages.length, 1, name);
        return realpathSync(packages[0]);
      });
      assert.equal(new Set(paths).size, 5);
      const require = createRequire(join(hub.folder, 'index.js'));
      assert.throws(
        () => require.resolve('@backstage-federation/plugin-federation-node'),
        /Cannot find module/,
      );
    });
  });

  describe('the backend plugins in a plain backend', () => {
    const values = {
      name: 'rhdh-fl',
      owner: 'group:default/data-science',
      hub: { cluster: '', namespace: 'rhdh' },
      members: [{ cluster: '', namespace: 'rhdh', superNodes: 1 }],
      version: DEFAULT_FLOWER_VERSION,
      linkMode: 'token',
      linkAccess: 'default',
    };

    before(async () => {
      sandbox = await SandboxProcess.start({ clusters: 2 });
      await hub.start([sandbox.config], {
        catalog: {
          rules: [{ allow: ['Component', 'System', 'Resource', 'Group'] }],
          locations: templates,
        },
      });
      client = guest();
      await client.signIn();
      const [first, second] = sandbox.clusters;
      values.hub.cluster = first;
      values.members[0].cluster = second;
    });

    it('loads every one of them, without a warning of theirs', () => {
      const log = hub.log();
      for (const name of installed.slice(1)) {
        const id = name.replace('backstage-federation-', '');
        assert.match(
          log,
          new RegExp(
            `loaded dynamic backend plugin '@backstage-federation/${id}'`,
          ),
        );
      }
      assert.doesNotMatch(log, /an error occurred while loading/);
    });

    it('connects each cluster once, for all plugins', () => {
      for (const cluster of sandbox.clusters) {
        const lines = hub.log().split(`cluster ${cluster}: connected`);
        assert.equal(lines.length - 1, 1, cluster);
      }
    });

    it('offers the actions of adapters that were exported on their own', async () => {
      const actions = await client.json<{ id: string }[]>(
        '/scaffolder/v2/actions',
      );
      const ids = actions.map(({ id }) => id);
      for (const id of [
        'federation:apply',
        'skupper:site:create',
        'flower:run:start',
      ]) {
        assert.ok(ids.includes(id), `${id} in ${ids.join(', ')}`);
      }
    });

    it('creates a federation by the template, and shows it ready', async () => {
      await client.untilTemplate('federation-create');
      await client.untilTemplate('federation-reapply');
      const task = await client.runTemplate('federation-create', values);
      assert.equal(task.status, 'completed', task.log.join('\n'));
      const view = await client.untilView(
        values.name,
        ({ state }) => state.kind === 'ready',
        30_000,
      );
      assert.deepEqual(
        view.counts.map(({ id, ready, total }) => `${id} ${ready}/${total}`),
        ['sites 2/2', 'links 1/1', 'services 1/1', 'superNodes 1/1'],
      );
    });

    it('has the federation in the catalog', async () => {
      const entity = await client.until(
        () =>
          client.json<any>(
            `/catalog/entities/by-name/system/default/${values.name}`,
          ),
        () => true,
        60_000,
      );
      assert.equal(
        entity.metadata.annotations['backstage-federation.dev/federation'],
        values.name,
      );
    });

    it('knows an error of another plugin for what it is', async () => {
      // Thrown by the copy that all share connections of, and understood by that of the module which runs the plan.
      const kube = new Kube(sandbox.kubeconfig, values.members[0].cluster);
      const path = '/apis/apps/v1/namespaces/rhdh/deployments';
      const { items } = await kube.send('GET', path);
      const { metadata } = items.find((each: any) =>
        each.metadata.name.startsWith('supernode'),
      );
      await kube.send(
        'PATCH',
        `${path}/${metadata.name}?fieldManager=kubectl-set`,
        { spec: { replicas: 0 } },
        'application/merge-patch+json',
      );
      const task = await client.runTemplate('federation-reapply', {
        federation: values.name,
      });
      assert.equal(task.status, 'failed');
      assert.match(
        task.error!.message,
        /held by others[^]*replicas from "kubectl-set"[^]*takeOver: true/,
      );
    });

    it('serves the frontend plugin to the new frontend system', async () => {
      const res = await fetch(
        `${hub.baseUrl}/.backstage/dynamic-features/remotes`,
      );
      const remotes = (await res.json()) as any[];
      assert.equal(remotes.length, 1);
      assert.ok(remotes[0].exposedModules.includes('.'), remotes[0]);
      const manifest = await fetch(remotes[0].remoteInfo.entry);
      assert.equal(manifest.status, 200);
    });
  });

  describe('the frontend plugin in a browser', () => {
    const folder = () => join(hub.pluginsRoot, installed[0]);
    const wiring = parse(
      readFileSync(join(root, 'deploy/rhdh/app-config.dynamic.yaml'), 'utf8'),
    ).dynamicPlugins.frontend;

    it('has a manifest whose scripts exist, under the name of the configuration', () => {
      const manifest = JSON.parse(
        readFileSync(
          join(folder(), 'dist-scalprum/plugin-manifest.json'),
          'utf8',
        ),
      );
      assert.deepEqual(Object.keys(wiring), [manifest.name]);
      assert.ok(manifest.loadScripts.length);
      for (const script of manifest.loadScripts) {
        assert.ok(existsSync(join(folder(), 'dist-scalprum', script)), script);
      }
    });

    it('gives every tab that is declared something to show', () => {
      const [{ entityTabs, mountPoints }] = Object.values<any>(wiring);
      const points = mountPoints.map((each: any) => each.mountPoint);
      for (const { mountPoint } of entityTabs) {
        assert.ok(points.includes(`${mountPoint}/cards`), mountPoint);
      }
    });

    it('exports all that the configuration names, and a plugin of the new frontend system', async () => {
      const browser = await launchChromium();
      const server = await serveFolder(folder());
      try {
        const tab = await browser.newPage();
        const errors: string[] = [];
        tab.on('pageerror', error => errors.push(String(error)));
        await tab.goto(server.url);
        const found = await tab.evaluate(loadBoth);
        const [config] = Object.values<any>(wiring);
        for (const name of importsOf(config)) {
          assert.ok(found.legacy.includes(name), `${name} is not exported`);
        }
        // Its APIs come with the plugin, so that the configuration names no factory.
        assert.ok(found.legacy.includes('federationPlugin'));
        assert.equal(found.feature, '@backstage/FrontendPlugin');
        assert.deepEqual(errors, []);
      } finally {
        await browser.close();
        await server.close();
      }
    });
  });
});

/** In the browser: what Developer Hub's two frontends do, each with its container. */
async function loadBoth(): Promise<{ legacy: string[]; feature: string }> {
  const addScript = (src: string) =>
    new Promise<void>((resolve, reject) => {
      const script = document.createElement('script');
      script.src = src;
      script.onload = () => resolve();
      script.onerror = () => reject(new Error(`${src} is not there`));
      document.head.append(script);
    });
  const load = async (container: any, module: string) => {
    await container.init({});
    return (await container.get(module))();
  };
  const page = globalThis as any;
  let scalprum: any;
  page.__load_plugin_entry__ = (_name: string, entry: any) => {
    scalprum = entry;
  };
  const manifest = await (
    await fetch('/dist-scalprum/plugin-manifest.json')
  ).json();
  for (const script of manifest.loadScripts) {
    await addScript(`/dist-scalprum/${script}`);
  }
  const legacy = await load(scalprum, 'PluginRoot');

  const remote = await (await fetch('/dist/mf-manifest.json')).json();
  const { name } = remote.metaData.remoteEntry;
  await addScript(`/dist/${name}`);
  const root = await load(page[remote.metaData.globalName], '.');
  return { legacy: Object.keys(legacy), feature: root.default.$$type };
}
