import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { kubectl } from '../../support/kubectl';
import { SandboxProcess } from '../../support/sandbox';

/** What `kubectl apply` did with each object, as `<resource> <what>`. */
function applied(output: string): { resource: string; what: string }[] {
  return output
    .trim()
    .split('\n')
    .map(line => {
      const [resource, ...what] = line.split(' ');
      return { resource, what: what.join(' ') };
    });
}

describe('deploy/rbac', () => {
  let sandbox: SandboxProcess;
  const at = (context: string) => ({ kubeconfig: sandbox.kubeconfig, context });

  before(async () => {
    sandbox = await SandboxProcess.start({ clusters: 4, openshift: true });
  });
  after(() => sandbox?.stop());

  for (const [i, folder] of [
    'observe',
    'manage',
    'manage-secrets',
    'openshift-operator',
  ].entries()) {
    it(`${folder}: a fresh cluster takes it in one command, and nothing changes the second time`, () => {
      const cluster = at(sandbox.clusters[i]);
      const apply = () =>
        kubectl(cluster, ['apply', '-k', `deploy/rbac/${folder}`]);
      const first = apply();
      assert.equal(first.stderr, '');
      for (const { resource, what } of applied(first.stdout)) {
        assert.equal(what, 'created', resource);
      }
      for (const { resource, what } of applied(apply().stdout)) {
        assert.equal(what, 'unchanged', resource);
      }
    });
  }
});
