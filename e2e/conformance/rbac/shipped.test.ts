import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { kubectl } from '../../support/kubectl';
import {
  onSandbox,
  openTarget,
  TestTarget,
  unique,
} from '../../support/target';

/** The folder with everything, under names of this run: whoever's cluster it is may have the roles already. */
function manifests(): string {
  const { stdout } = kubectl(undefined, [
    'kustomize',
    'deploy/rbac/manage-secrets',
  ]);
  return stdout.replaceAll('backstage-federation', unique('shipped'));
}

describe('deploy/rbac, as an API server takes it', () => {
  let target: TestTarget;
  const run = (args: string[], input?: string) => {
    const { kubeconfig, contexts } = target;
    return kubectl({ kubeconfig, context: contexts[0] }, args, input);
  };

  before(async () => {
    target = await openTarget({ clusters: 1 });
  });
  after(async () => {
    if (!target) return;
    run(['delete', '--ignore-not-found', '-f', '-'], manifests());
    await target.close();
  });

  it('is applied without an error, and does not change the second time', () => {
    const apply = () =>
      run(['apply', '-f', '-'], manifests()).stdout.trim().split('\n');
    for (const line of apply()) assert.match(line, / created$/);
    for (const line of apply()) assert.match(line, / unchanged$/);
  });

  // The sandbox issues no tokens of service accounts.
  if (!onSandbox()) {
    it('the service account has a token that ends, and one that does not', async () => {
      const name = unique('shipped');
      const inNamespace = ['-n', name];
      const token = run([
        ...['create', 'token', name, ...inNamespace],
        ...['--duration', '1h'],
      ]).stdout.trim();
      assert.equal(token.split('.').length, 3);
      run([
        ...['wait', 'secret', `${name}-token`, ...inNamespace],
        ...['--for', 'jsonpath={.data.token}', '--timeout', '30s'],
      ]);
    });
  }
});
