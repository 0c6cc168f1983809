import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { root } from '../../../scripts/lib.mjs';
import { tool } from '../../../scripts/tools.mjs';
import { kubectl } from '../../support/kubectl';

const CHART = 'deploy/charts/federation-rbac';
const OWN = 'backstage-federation';

interface Manifest {
  kind: string;
  metadata: { name: string; namespace?: string };
  subjects?: object[];
}

/** Objects by kind, namespace and name. */
function byName(yaml: string): Record<string, Manifest> {
  const objects = parseAllDocuments(yaml)
    .map(document => document.toJS() as Manifest | null)
    .flatMap(object => object ?? []);
  return Object.fromEntries(
    objects.map(object => {
      const { name, namespace = '' } = object.metadata;
      return [`${object.kind} ${namespace}/${name}`, object];
    }),
  );
}

function helm(...args: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(tool('helm'), args, {
    cwd: root,
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { status, output: status === 0 ? stdout : stderr };
}

function rendered(namespace: string, ...sets: string[]) {
  const { status, output } = helm(
    ...['template', 'rbac', CHART, '--namespace', namespace],
    ...sets.flatMap(set => ['--set', set]),
  );
  assert.equal(status, 0, output);
  return byName(output);
}

/** What kustomize makes of folders, but for the namespace, which Helm makes by itself. */
function kustomized(...folders: string[]) {
  const all = byName(
    folders
      .map(
        folder =>
          kubectl(undefined, ['kustomize', `deploy/rbac/${folder}`]).stdout,
      )
      .join('---\n'),
  );
  delete all[`Namespace /${OWN}`];
  return all;
}

describe(CHART, () => {
  it('has no fault that helm knows', () => {
    const { status, output } = helm('lint', '--strict', CHART);
    assert.equal(status, 0, output);
  });

  it('makes by default what deploy/rbac/manage-secrets has', () => {
    assert.deepEqual(rendered(OWN), kustomized('manage-secrets'));
  });

  it('makes what the other folders have, by its values', () => {
    assert.deepEqual(
      rendered(OWN, 'manage.enabled=false'),
      kustomized('observe'),
    );
    assert.deepEqual(
      rendered(OWN, 'secrets.enabled=false'),
      kustomized('manage'),
    );
    assert.deepEqual(
      rendered(OWN, 'openshiftOperator.enabled=true'),
      kustomized('manage-secrets', 'openshift-operator'),
    );
  });

  it('binds in chosen namespaces only', () => {
    const objects = rendered(
      OWN,
      'manage.namespaces={retail,flower}',
      'secrets.namespaces={retail}',
    );
    const bindings = Object.keys(objects).filter(name =>
      /^(Cluster)?RoleBinding/.test(name),
    );
    assert.deepEqual(bindings.sort(), [
      `ClusterRoleBinding /${OWN}-observe`,
      `RoleBinding flower/${OWN}-manage`,
      `RoleBinding retail/${OWN}-manage`,
      `RoleBinding retail/${OWN}-manage-secrets`,
    ]);
  });

  it('takes other names everywhere, and no token', () => {
    const objects = rendered(
      'portal',
      'serviceAccount.name=portal',
      'rolePrefix=fl',
      'longLivedToken=false',
      'openshiftOperator.enabled=true',
      'openshiftOperator.choices=false',
    );
    assert.doesNotMatch(JSON.stringify(objects), new RegExp(OWN));
    for (const { kind, subjects } of Object.values(objects)) {
      assert.notEqual(kind, 'Secret');
      if (!subjects) continue;
      assert.deepEqual(subjects, [
        { kind: 'ServiceAccount', name: 'portal', namespace: 'portal' },
      ]);
    }
    assert.ok(!Object.keys(objects).some(name => /choices/.test(name)));
  });

  it('refuses values that it does not have', () => {
    const { status, output } = helm(
      ...['template', 'rbac', CHART, '--set', 'manage.namespace=retail'],
    );
    assert.notEqual(status, 0);
    assert.match(output, /additional properties 'namespace' not allowed/);
  });
});
