import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { JsonObject } from '@backstage/types';
import { parse } from 'yaml';
import { ActionRunner } from '../support/ActionRunner';
import { openFederationTarget } from '../support/stack';
import { targetContexts, TestTarget, unique } from '../support/target';

const [HUB, MEMBER] = targetContexts();

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
  const service = { routingKey: 'fleet-api', port: 9092 };
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
  let actions: ActionRunner;

  before(async () => {
    const opened = await openFederationTarget();
    target = opened.target;
    const config = parse(readFileSync(opened.sandbox.config, 'utf8'));
    actions = new ActionRunner(config, 60_000);
  });
  after(async () => {
    await actions?.close();
    await target?.close();
  });

  for (const mode of ['token', 'certificate']) {
    const name = `by-${mode}`;

    it(`builds a federation with a link by ${mode}`, async () => {
      for (const [id, input] of steps(name, mode)) {
        const { summary } = await actions.run({ id, input });
        assert.equal(typeof summary, 'string', id);
      }
    });

    it(`changes nothing when each is run again, link by ${mode}`, async () => {
      for (const [id, input] of steps(name, mode)) {
        const { changed, summary } = await actions.run({ id, input });
        assert.equal(changed, 0, `${id}: ${summary}`);
        assert.match(String(summary), /nothing changed/);
      }
    });

    it(`takes it away again, link by ${mode}`, async () => {
      for (const [id, input] of removal(name)) {
        const { changed, summary } = await actions.run({ id, input });
        assert.ok(Number(changed) > 0, `${id}: ${summary}`);
      }
    });
  }
});
