import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { parse } from 'yaml';
import { CONTROL_PATHS } from '../../packages/sandbox/src/gateway/__testUtils__/controlPaths';
import { ActionRunner } from '../support/ActionRunner';
import { MemberDoor } from '../support/memberDoor';
import { openFederationTarget } from '../support/stack';
import { targetContexts, TestTarget, unique } from '../support/target';

const [HUB, MEMBER] = targetContexts();

/** What a member may not reach: each method as it is, and one of them in every disguise. */
const KEPT = [
  ...CONTROL_PATHS.filter(path => /^\/v1\/control\/[a-z-]+$/.test(path)),
  ...CONTROL_PATHS.filter(path => path.includes('start-run')),
  '/v1/runtime/acquire-task',
  '/health',
  '/openapi.json',
];

// The default is the newest release of Flower, whose APIs share a listener.
describe('what a member’s namespace reaches of a SuperLink', () => {
  let target: TestTarget;
  let actions: ActionRunner;
  let config: string;

  before(async () => {
    const opened = await openFederationTarget();
    target = opened.target;
    config = opened.sandbox.config;
    actions = new ActionRunner(parse(readFileSync(config, 'utf8')), 120_000);
  });
  after(async () => {
    await actions?.close();
    await target?.close();
  });

  for (const security of ['insecure', 'supernode-auth']) {
    const federation = unique(`gateway-${security}`);
    const place = { cluster: MEMBER, namespace: federation };
    let door: MemberDoor;
    after(() => door?.close());

    it(`connects SuperNodes through the gateway: ${security}`, async () => {
      await actions.run({
        id: 'federation:apply',
        input: {
          federation,
          hub: { cluster: HUB, namespace: federation },
          members: [place],
          workload: { security },
        },
      });
      const member = target.kube(MEMBER);
      const ca =
        security === 'insecure'
          ? undefined
          : (
              await member.send(
                'GET',
                `/api/v1/namespaces/${federation}/configmaps/superlink-ca`,
              )
            ).data['ca.crt'];
      door = await MemberDoor.open(config, member, { ...place, ca });
      // Beyond the gateway: the SuperLink makes nothing of an empty message.
      const status = await door.status('/v1/fleet/activate-node');
      assert.ok(status >= 400 && status !== 403, `${status}`);
    });

    it(`keeps the Control API from them: ${security}`, async () => {
      const reached: string[] = [];
      for (const path of KEPT) {
        const status = await door.status(path);
        if (status !== 403) reached.push(`${status} ${path}`);
      }
      assert.deepEqual(reached, []);
    });

    it(`changes nothing when it is applied again, and goes: ${security}`, async () => {
      const again = await actions.run({
        id: 'federation:reapply',
        input: { federation },
      });
      assert.equal(again.changed, 0, String(again.summary));
      await actions.run({
        id: 'federation:delete',
        input: { federation, confirm: federation, deleteNamespaces: false },
      });
      const left = await target
        .kube(HUB)
        .list(
          `/api/v1/namespaces/${federation}/configmaps?labelSelector=backstage-federation.dev%2Ffederation`,
        );
      assert.deepEqual(
        left.map(({ metadata }) => metadata.name),
        [],
      );
    });
  }
});
