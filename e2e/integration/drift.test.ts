import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { HUB, MEMBER, subject, Trust } from './trust/Trust';
import { onSandbox } from '../support/target';

const changed = subject('drift', [{ cluster: MEMBER, superNodes: 2 }]);
const { namespace } = changed;
const deployment = (name: string) =>
  `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`;

if (onSandbox()) {
  describe('what somebody changes of a federation by hand', () => {
    let trust: Trust;

    const calm = async () => {
      const view = await trust.view(
        changed,
        ({ state, findings }) => state.kind === 'ready' && !findings.length,
        60_000,
      );
      assert.deepEqual(view.findings, []);
    };
    /** Applies it again as the finding's remedy says. */
    const mend = async (cause: string) => {
      const { remedy } = await trust.finding(changed, cause);
      assert.deepEqual(remedy.template?.formData, {
        federation: changed.name,
        takeOver: true,
      });
      await trust.run('federation-reapply', {
        ...remedy.template!.formData,
      });
      await calm();
    };
    const errors = async (...causes: string[]) => {
      const of = (findings: { severity: string; cause: string }[]) =>
        findings.filter(f => f.severity === 'error').map(f => f.cause);
      await trust.view(
        changed,
        ({ findings }) => `${of(findings)}` === `${causes}`,
        60_000,
      );
    };

    before(async () => {
      trust = await Trust.start();
      await trust.run('federation-create', changed.values);
      await trust.ready(changed);
    });
    after(() => trust?.stop());

    it('is nothing at first, nor after it was applied again', async () => {
      await calm();
      await trust.run('federation-reapply', {
        federation: changed.name,
      });
      await calm();
    });

    it('is also what nobody holds any more, once no run can be at it', async () => {
      // As if the spec were an hour old: then every difference is told.
      const past = new Date(Date.now() - 3_600_000).toISOString();
      await trust.patch(HUB, trust.specPath(changed), {
        metadata: {
          annotations: { 'backstage-federation.dev/spec-changed-at': past },
        },
      });
      const path = deployment('supernode-2');
      const { spec } = await trust.stack.kube(MEMBER).send('GET', path);
      const [container] = spec.template.spec.containers;
      container.env.pop();
      await trust.patch(MEMBER, path, {
        spec: { template: { spec: { containers: [container] } } },
      });
      await trust.finding(changed, 'supernode-changed');
      const { findings } = await trust.ready(changed);
      assert.deepEqual(
        findings.map(({ text, severity }) => `${text} ${severity}`),
        ['supernode-changed.unapplied info'],
        JSON.stringify(findings),
      );
      await trust.run('federation-reapply', { federation: changed.name });
      await calm();
    });

    it('is a note that names field and writer, while everything works', async () => {
      await trust.patch(HUB, deployment('superlink'), {
        spec: { template: { spec: { terminationGracePeriodSeconds: 5 } } },
      });
      await trust.patch(MEMBER, deployment('supernode-1'), {
        spec: { replicas: 2 },
      });
      const finding = await trust.finding(changed, 'supernode-changed');
      assert.equal(finding.severity, 'info');
      assert.match(
        finding.title,
        /was changed by "somebody": spec\.replicas is 2 instead of 1\./,
      );
      assert.match(finding.evidence[0].at ?? '', /^20\d\d-/);
      await mend('supernode-changed');
    });

    it('is the one cause when a SuperNode, then the SuperLink, is scaled to 0', async () => {
      await trust.patch(MEMBER, deployment('supernode-2'), {
        spec: { replicas: 0 },
      });
      await errors('supernode-scaled-to-zero');
      await mend('supernode-scaled-to-zero');
      await trust.patch(HUB, deployment('superlink'), {
        spec: { replicas: 0 },
      });
      await errors('superlink-scaled-to-zero');
      await mend('superlink-scaled-to-zero');
    });

    it('is the one cause when a connector or listener leads elsewhere', async () => {
      await trust.patchSkupper(HUB, namespace, 'connectors/fleet-api', {
        spec: { port: 9999 },
      });
      await errors('connector-changed');
      await mend('connector-changed');
      await trust.patchSkupper(HUB, namespace, 'connectors/fleet-api', {
        spec: { selector: 'app=other' },
      });
      await errors('connector-changed');
      await mend('connector-changed');
      for (const spec of [{ host: 'elsewhere' }, { routingKey: 'other' }]) {
        await trust.patchSkupper(MEMBER, namespace, 'listeners/fleet-api', {
          spec,
        });
        await errors('listener-changed');
        await mend('listener-changed');
      }
    });

    it('is a note when it is a link’s cost, and the spec is applied again', async () => {
      const link = await trust.link(changed, MEMBER);
      await trust.patchSkupper(
        MEMBER,
        namespace,
        `links/${link.metadata.name}`,
        { spec: { cost: 7 } },
      );
      await mend('link-changed');
    });

    it('is the cause when a SuperNode is sent elsewhere', async () => {
      const path = deployment('supernode-1');
      const { spec } = await trust.stack.kube(MEMBER).send('GET', path);
      const [container] = spec.template.spec.containers;
      container.args = container.args.map((arg: string) =>
        arg.replace(/^fleet-api:/, 'elsewhere:'),
      );
      await trust.patch(MEMBER, path, {
        spec: { template: { spec: { containers: [container] } } },
      });
      await errors('supernode-changed');
      await mend('supernode-changed');
    });
  });
}
