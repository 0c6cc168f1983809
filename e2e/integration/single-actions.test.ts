import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import {
  BackstageCredentials,
  LoggerService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { ConfigReader } from '@backstage/config';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { JsonObject, JsonValue } from '@backstage/types';
import { parse } from 'yaml';
import {
  createFederationClusters,
  ManagedFederationClusters,
} from '../../plugins/federation-node/src';
import { createActions } from '../../plugins/scaffolder-backend-module-federation/src/actions';
import { SandboxProcess } from '../support/sandbox';
import { openFederationTarget } from '../support/stack';
import { targetContexts, TestTarget, unique } from '../support/target';

const [HUB, MEMBER] = targetContexts();

const silent = () => {};
const logger: LoggerService = {
  info: silent,
  warn: silent,
  error: silent,
  debug: silent,
  child: () => logger,
};
const allow = async (requests: unknown[]) =>
  requests.map(() => ({ result: AuthorizeResult.ALLOW } as const));
const permissions: PermissionsService = {
  authorize: allow,
  authorizeConditional: allow,
};

/** The guide, step by step: what a template made of single actions does. */
function steps(name: string, mode: string): [string, JsonObject][] {
  const hub = {
    federation: name,
    cluster: HUB,
    namespace: unique(`${name}-hub`),
  };
  const node = {
    federation: name,
    cluster: MEMBER,
    namespace: unique(`${name}-node`),
  };
  const member = { ...node, member: MEMBER };
  const superLink = { hubCluster: HUB, hubNamespace: hub.namespace };
  const service = { routingKey: 'fleet-api', port: 8000 };
  return [
    ['kubernetes:namespace:ensure', hub],
    ['kubernetes:namespace:ensure', node],
    ['skupper:controller:ensure', hub],
    ['skupper:site:create', { ...hub, name: 'hub', linkAccess: 'default' }],
    ['skupper:site:create', { ...member, name: 'node' }],
    [
      'skupper:link:create',
      {
        ...member,
        site: 'node',
        hubCluster: HUB,
        hubNamespace: hub.namespace,
        hubSite: 'hub',
        mode,
      },
    ],
    ['flower:superlink:deploy', hub],
    [
      'skupper:connector:create',
      { ...hub, ...service, selector: { app: 'superlink' } },
    ],
    ['skupper:listener:create', { ...member, ...service }],
    ['flower:supernode:register', { ...member, ...superLink }],
    ['flower:supernode:deploy', { ...member, ...superLink }],
    ['flower:supernodes:wait', { ...hub, count: 1 }],
  ];
}

function removal(name: string): [string, JsonObject][] {
  const hub = {
    federation: name,
    cluster: HUB,
    namespace: unique(`${name}-hub`),
  };
  const node = {
    federation: name,
    cluster: MEMBER,
    namespace: unique(`${name}-node`),
  };
  const member = { ...node, member: MEMBER };
  const superLink = { hubCluster: HUB, hubNamespace: hub.namespace };
  return [
    ['flower:supernode:unregister', { ...member, ...superLink }],
    ['flower:supernode:delete', { ...member, ...superLink }],
    ['skupper:listener:delete', { ...member, routingKey: 'fleet-api' }],
    [
      'skupper:link:delete',
      {
        ...member,
        site: 'node',
        hubCluster: HUB,
        hubNamespace: hub.namespace,
        hubSite: 'hub',
      },
    ],
    ['skupper:site:delete', { ...member, name: 'node' }],
    ['skupper:connector:delete', { ...hub, routingKey: 'fleet-api' }],
    ['flower:superlink:delete', hub],
    ['skupper:site:delete', { ...hub, name: 'hub' }],
  ];
}

describe('the guide by single actions', () => {
  let target: TestTarget;
  let sandbox: SandboxProcess;
  let clusters: ManagedFederationClusters;

  before(async () => {
    ({ target, sandbox } = await openFederationTarget());
    const config = parse(readFileSync(sandbox.config, 'utf8'));
    clusters = createFederationClusters({
      config: new ConfigReader(config),
      logger,
    });
  });
  after(async () => {
    await clusters?.close();
    await target?.close();
  });

  async function run(id: string, input: JsonObject): Promise<JsonObject> {
    const action = createActions({ clusters, permissions }).find(
      candidate => candidate.id === id,
    )!;
    const output: JsonObject = {};
    await action.handler({
      input,
      logger,
      workspacePath: '',
      task: { id: 'test' },
      signal: AbortSignal.timeout(60_000),
      checkpoint: ({ fn }: { fn(): Promise<unknown> }) => fn(),
      createTemporaryDirectory: async () => '',
      getInitiatorCredentials: async () => ({} as BackstageCredentials),
      output(name: string, value: JsonValue) {
        output[name] = value;
      },
    } as unknown as Parameters<typeof action.handler>[0]);
    return output;
  }

  for (const mode of ['token', 'certificate']) {
    const name = `by-${mode}`;

    it(`builds a federation with a link by ${mode}`, async () => {
      for (const [id, input] of steps(name, mode)) {
        const { summary } = await run(id, input);
        assert.equal(typeof summary, 'string', id);
      }
    });

    it(`changes nothing when each is run again, link by ${mode}`, async () => {
      for (const [id, input] of steps(name, mode)) {
        const { changed, summary } = await run(id, input);
        assert.equal(changed, 0, `${id}: ${summary}`);
        assert.match(String(summary), /nothing changed/);
      }
    });

    it(`takes it away again, link by ${mode}`, async () => {
      for (const [id, input] of removal(name)) {
        const { changed, summary } = await run(id, input);
        assert.ok(Number(changed) > 0, `${id}: ${summary}`);
      }
    });
  }
});
