import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { it } from 'node:test';
import { root } from './lib.mjs';

/** Rooms that serve every kind of interconnect and workload. */
const ROOMS = [
  'packages/federation-plans',
  'plugins/federation-node',
  'plugins/federation-backend',
  'plugins/catalog-backend-module-federation',
  'plugins/scaffolder-backend-module-federation',
];

it('the engine and the plugins around it name no kind of interconnect or workload', () => {
  const { status, stdout } = spawnSync(
    'git',
    [
      'grep',
      '--untracked',
      '-niE',
      'skupper|superlink|supernode|flower',
      '--',
      ...ROOMS.map(room => `${room}/src`),
      ':!*.test.ts',
      ':!*__testUtils__*',
      ':!*__fixtures__*',
      // Word for word what deploy/rbac has, which a test beside it holds.
      ':!*/clusters/manifests.ts',
    ],
    { cwd: root, encoding: 'utf8' },
  );
  assert.equal(stdout, '');
  assert.equal(status, 1, 'git grep found nothing');
});
