import {
  FEDERATION_LABEL,
  HUB_ANNOTATION,
} from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import {
  createFixture,
  retail,
} from '../../../../scaffolder-backend-module-federation/src/__testUtils__/createFixture';

const federation = 'retail-fl';
const removal = { federation, confirm: federation, deleteNamespaces: true };
const labels = (owner: string) => ({ [FEDERATION_LABEL]: owner });

function object(
  apiVersion: string,
  kind: string,
  metadata: object = {},
): KubeObject {
  return {
    apiVersion,
    kind,
    metadata: { name: 'in-it', namespace: 'retail', ...metadata },
  };
}

/** A federation whose member's namespace was made for it, and what is in there. */
function withInside(...inside: KubeObject[]) {
  const fixture = createFixture();
  fixture.store(retail());
  const annotations = { 'backstage-federation.dev/created-for': federation };
  const metadata = { name: 'retail', labels: labels(federation), annotations };
  fixture.west.put({ apiVersion: 'v1', kind: 'Namespace', metadata });
  fixture.west.put(...inside);
  const namespace = () => fixture.west.object('Namespace', '', 'retail');
  return { ...fixture, namespace };
}

describe('the namespaces of a federation', () => {
  it.each([
    ['another federation’s', 'theirs', undefined, true],
    ['another hub’s', federation, 'uid-of-mars/retail', true],
    ['only its own', federation, 'uid-of-east/retail', false],
    ['its own of before', federation, undefined, false],
  ])('with what is %s in them: stay', async (_what, owner, hub, stays) => {
    const site = object('skupper.io/v2alpha1', 'Site', {
      labels: labels(owner),
      ...(hub && { annotations: { [HUB_ANNOTATION]: hub } }),
    });
    const { run, namespace } = withInside(site);
    await run('federation:delete', removal);
    expect(Boolean(namespace())).toBe(stays);
  });

  it.each([
    ['v1', 'PersistentVolumeClaim'],
    ['apps/v1', 'Deployment'],
    ['apps/v1', 'StatefulSet'],
    ['apps/v1', 'DaemonSet'],
    ['batch/v1', 'Job'],
    ['v1', 'Pod'],
  ])('stay with a person’s %s %s, which is named', async (version, kind) => {
    for (const isDryRun of [true, false]) {
      const { run, namespace } = withInside(object(version, kind));
      const { output } = await run('federation:delete', removal, { isDryRun });
      expect(namespace()).toBeDefined();
      expect(output.summary).toContain(
        `west: Namespace retail: stays: it holds what was not made for the federation: ${kind} retail/in-it.`,
      );
    }
  });

  it('stay with it whatever removes them', async () => {
    for (const [id, input] of [
      ['federation:member:remove', { federation, member: 'west' }],
      ['federation:cleanup', { federation }],
    ] as const) {
      const { run, namespace, store } = withInside(
        object('apps/v1', 'Deployment'),
      );
      if (id === 'federation:cleanup') store(retail({ members: [] }));
      const { output } = await run(id, { ...input, deleteNamespaces: true });
      expect(namespace()).toBeDefined();
      expect(output.summary).toContain('Deployment retail/in-it');
    }
  });

  it('go with what belongs to an owner that goes', async () => {
    const owner = {
      apiVersion: 'skupper.io/v2alpha1',
      kind: 'Site',
      name: 'gone',
      uid: 'uid-of-site',
    };
    const { run, namespace } = withInside(
      object('apps/v1', 'Deployment', { ownerReferences: [owner] }),
    );
    await run('federation:delete', removal);
    expect(namespace()).toBeUndefined();
  });
});
