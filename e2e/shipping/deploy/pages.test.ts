import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { parse } from 'yaml';
import { root } from '../../../scripts/lib.mjs';
import { tool } from '../../../scripts/tools.mjs';
import { kubectl } from '../../support/kubectl';
import { SandboxProcess } from '../../support/sandbox';
import { applyBlock, PageBlock, pageBlocks } from '../support/page';

/** The block of a page with that title. */
function block(page: string, title: string): PageBlock {
  const found = pageBlocks(join(root, 'docs', page), `docs/${page}`).filter(
    one => one.title === title,
  );
  assert.equal(found.length, 1, `docs/${page} has "${title}" once`);
  return found[0];
}

describe('docs/clusters.md and docs/operations.md', () => {
  let sandbox: SandboxProcess;
  /** Where the pages' commands are given: the clone, with what they write beside it. */
  let folder: string;

  before(async () => {
    sandbox = await SandboxProcess.start({ clusters: 4, openshift: true });
    folder = mkdtempSync(join(tmpdir(), 'federation-pages-'));
    symlinkSync(join(root, 'deploy'), join(folder, 'deploy'));
  });
  after(async () => {
    await sandbox?.stop();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  const at = (context: string) => ({ kubeconfig: sandbox.kubeconfig, context });

  /** Does what a block says, in a cluster. @returns what it printed */
  async function follow(cluster: string, page: string, title: string) {
    const kubeconfig = join(folder, `${cluster}.kubeconfig`);
    const config = parse(readFileSync(sandbox.kubeconfig, 'utf8'));
    spawnSync('cp', [sandbox.kubeconfig, kubeconfig]);
    assert.ok(config.contexts.some(({ name }: any) => name === cluster));
    kubectl({ kubeconfig, context: cluster }, [
      'config',
      'use-context',
      cluster,
    ]);
    return applyBlock(folder, block(page, title), {
      env: {
        ...process.env,
        KUBECONFIG: kubeconfig,
        NODE_OPTIONS: '',
        PATH: `${dirname(tool('helm'))}:${process.env.PATH}`,
      },
      timeoutMs: 120_000,
    });
  }

  it('Skupper comes by OperatorHub, as the page has it', async () => {
    const [cluster] = sandbox.clusters;
    await applyBlock(folder, block('clusters.md', 'skupper-operator.yaml'));
    await follow(cluster, 'clusters.md', 'OperatorHub');
    const { stdout } = kubectl(at(cluster), [
      'api-resources',
      '--api-group=skupper.io',
    ]);
    assert.match(stdout, /^sites /m);
  });

  it('the roles come by one command, and the operator’s by another', async () => {
    const [cluster] = sandbox.clusters;
    const printed = await follow(cluster, 'clusters.md', 'roles');
    assert.match(
      printed,
      /clusterrolebinding\S*backstage-federation-manage-secrets created/,
    );
    await follow(cluster, 'clusters.md', 'roles of the operator');
  });

  it('the token is there with the roles, and can be replaced', async () => {
    const [cluster] = sandbox.clusters;
    kubectl(at(cluster), [
      ...['wait', 'secret', 'backstage-federation-token'],
      ...['-n', 'backstage-federation', '--timeout', '30s'],
      ...['--for', 'jsonpath={.data.token}'],
    ]);
    const printed = await follow(cluster, 'clusters.md', 'long-lived token');
    const [token, caData] = printed.split('\n');
    assert.match(token, /^[\w-]+\.[\w-]+\.[\w-]+$/);
    assert.match(
      Buffer.from(caData, 'base64').toString(),
      /^-----BEGIN CERTIFICATE-----/,
    );
    const rotated = await follow(
      cluster,
      'operations.md',
      'rotate a long-lived token',
    );
    const [other] = /[\w-]+\.[\w-]+\.[\w-]+$/.exec(rotated) ?? [];
    assert.ok(other, rotated);
    assert.notEqual(other, token);
  });

  for (const [i, [title, namespaces]] of [
    ['chart', ['flower', 'retail']] as const,
    ['chosen namespaces', ['retail']] as const,
  ].entries()) {
    it(`limits what may be changed to chosen namespaces: ${title}`, async () => {
      const cluster = sandbox.clusters[i + 1];
      for (const namespace of ['retail', 'flower']) {
        kubectl(at(cluster), ['create', 'namespace', namespace]);
      }
      await follow(cluster, 'clusters.md', title);
      const { stdout } = kubectl(at(cluster), [
        ...['get', 'clusterrolebindings,rolebindings', '-A', '-o', 'json'],
      ]);
      const bound = JSON.parse(stdout)
        .items.filter(({ subjects }: any) =>
          subjects?.some(({ name }: any) => name === 'backstage-federation'),
        )
        .map(
          ({ metadata, roleRef }: any) =>
            `${metadata.namespace ?? 'everywhere'}: ${roleRef.name}`,
        );
      assert.deepEqual(bound.sort(), [
        'everywhere: backstage-federation-observe',
        ...namespaces.flatMap(namespace => [
          `${namespace}: backstage-federation-manage`,
          `${namespace}: backstage-federation-manage-secrets`,
        ]),
      ]);
    });
  }

  it('brings back from a backup what is missing', async () => {
    const cluster = sandbox.clusters[3];
    const here = at(cluster);
    kubectl(here, ['create', 'namespace', 'retail']);
    const labelled = (kind: string, name: string) =>
      JSON.stringify({
        apiVersion: 'v1',
        kind,
        metadata: {
          name,
          namespace: 'retail',
          labels: { 'backstage-federation.dev/federation': 'retail' },
        },
        ...(kind === 'Secret'
          ? { stringData: { key: 'secret' } }
          : { data: { spec: 'name: retail' } }),
      });
    for (const object of [
      labelled('ConfigMap', 'federation-retail'),
      labelled('Secret', 'superlink-ca'),
    ]) {
      kubectl(here, ['create', '-f', '-'], object);
    }
    await follow(cluster, 'operations.md', 'backup');
    kubectl(here, ['delete', 'configmap,secret', '-n', 'retail', '--all']);
    const printed = await follow(cluster, 'operations.md', 'restore');
    assert.match(printed, /configmap\/federation-retail created/);
    assert.match(printed, /secret\/superlink-ca created/);
    const { stdout } = kubectl(here, [
      ...['get', 'configmap', 'federation-retail', '-n', 'retail'],
      ...['-o', 'jsonpath={.data.spec} {.metadata.labels}'],
    ]);
    assert.match(stdout, /^name: retail .*"retail"/);
  });
});
