import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { parse } from 'yaml';
import { ActionRunner } from '../support/ActionRunner';
import { Kube } from '../support/kube';
import { openFederationTarget } from '../support/stack';
import { targetContexts, TestTarget, unique } from '../support/target';

const [HUB, MEMBER] = targetContexts();
const federation = 'owners';
const hub = unique(`${federation}-hub`);
const node = unique(`${federation}-node`);
const SITES = '/apis/skupper.io/v2alpha1/namespaces';
const DEPLOYMENTS = `/apis/apps/v1/namespaces/${node}/deployments`;

describe('what a person has in the namespaces of a federation', () => {
  let target: TestTarget;
  let actions: ActionRunner;
  let east: Kube;
  let west: Kube;

  const apply = (more: { adopt?: boolean; takeOver?: boolean } = {}) => ({
    id: 'federation:apply',
    input: {
      federation,
      hub: { cluster: HUB, namespace: hub, site: 'mine' },
      members: [{ cluster: MEMBER, namespace: node }],
      workload: { security: 'insecure' },
      ...more,
    },
  });
  const supernode = () => west.send('GET', `${DEPLOYMENTS}/supernode-1`);
  const makeSupernode = (app: string) =>
    west.send('POST', DEPLOYMENTS, {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'supernode-1' },
      spec: {
        replicas: 0,
        selector: { matchLabels: { app } },
        template: {
          metadata: { labels: { app } },
          spec: { containers: [{ name: 'supernode', image: 'by-hand' }] },
        },
      },
    });
  const madeOnHub = () =>
    east.list(
      `/apis/apps/v1/namespaces/${hub}/deployments?labelSelector=backstage-federation.dev/federation`,
    );

  before(async () => {
    const opened = await openFederationTarget();
    target = opened.target;
    const config = parse(readFileSync(opened.sandbox.config, 'utf8'));
    actions = new ActionRunner(config, 60_000);
    east = target.kube(HUB);
    west = target.kube(MEMBER);
    for (const [kube, name] of [
      [east, hub],
      [west, node],
    ] as const) {
      await kube.send('POST', '/api/v1/namespaces', { metadata: { name } });
    }
    const skupper = { apiVersion: 'skupper.io/v2alpha1' };
    await east.send('POST', `${SITES}/${hub}/sites`, {
      ...skupper,
      kind: 'Site',
      metadata: { name: 'mine' },
    });
    await east.send('POST', `${SITES}/${hub}/listeners`, {
      ...skupper,
      kind: 'Listener',
      metadata: { name: 'own' },
      spec: { routingKey: 'own', host: 'own', port: 80 },
    });
    await makeSupernode('supernode-1');
  });
  after(async () => {
    await actions?.close();
    await target?.close();
  });

  it('is named before anything is made', async () => {
    await actions.run({
      ...apply(),
      fails: /Deployment "supernode-1".*by hand/,
    });
    assert.deepEqual(await madeOnHub(), []);
  });

  it('is not adopted with a selector that cannot change, and nothing is made', async () => {
    await west.send('DELETE', `${DEPLOYMENTS}/supernode-1`);
    await makeSupernode('another');
    await actions.run({
      ...apply({ adopt: true }),
      fails:
        /Nothing was changed[^]*Deployment "supernode-1"[^]*spec\.selector/,
    });
    assert.deepEqual(await madeOnHub(), []);
    await west.send('DELETE', `${DEPLOYMENTS}/supernode-1`);
    await makeSupernode('supernode-1');
  });

  it('is adopted when asked, and is then no change any more', async () => {
    await actions.run(apply({ adopt: true }));
    const { metadata, spec } = await supernode();
    assert.equal(
      metadata.annotations['backstage-federation.dev/adopted'],
      federation,
    );
    assert.equal(spec.strategy.type, 'Recreate');
    const { changed, summary } = await actions.run(apply());
    assert.equal(changed, 0, String(summary));
  });

  it('says whose a changed field is, and takes it over when asked', async () => {
    const { spec } = await supernode();
    const wanted = spec.template.spec.containers[0].image;
    const mine = structuredClone(await supernode());
    mine.spec.template.spec.containers[0].image = `${wanted}-mine`;
    // Its controller may write the status meanwhile.
    delete mine.metadata.resourceVersion;
    await west.send(
      'PUT',
      `${DEPLOYMENTS}/supernode-1?fieldManager=kubectl-set`,
      mine,
    );
    await actions.run({
      ...apply(),
      fails:
        /Nothing was changed, as these fields are held by others[^]*image from "kubectl-set"[^]*takeOver: true/,
    });
    const { summary } = await actions.run(apply({ takeOver: true }));
    assert.match(String(summary), /taken over: .*image from "kubectl-set"/);
    const after = await supernode();
    assert.equal(after.spec.template.spec.containers[0].image, wanted);
  });

  it('stays when the federation goes', async () => {
    const before = await supernode();
    await actions.run({
      id: 'federation:delete',
      input: { federation, confirm: federation },
    });
    const left = await supernode();
    assert.deepEqual(left.spec, before.spec);
    const site = await east.send('GET', `${SITES}/${hub}/sites/mine`);
    for (const object of [left, site]) {
      assert.doesNotMatch(
        JSON.stringify([object.metadata.labels, object.metadata.annotations]),
        /backstage-federation/,
      );
    }
    const own = await east.send('GET', `${SITES}/${hub}/listeners/own`);
    assert.equal(
      own.status.conditions.find((c: any) => c.type === 'Configured').status,
      'True',
    );
  });
});
