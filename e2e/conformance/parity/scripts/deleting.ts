import { MERGE, Script } from '../Session';

const map = (name: string, more: Record<string, unknown> = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...(more.metadata as object) },
  data: more.data ?? { key: 'value' },
});

/** Deleting: preconditions, finalizers, owners, collections. */
export const deleting: Script = {
  name: 'deleting',
  async run(s) {
    const path = s.core('configmaps');
    const create = async (name: string, metadata: object = {}) =>
      (await s.quiet('POST', path, map(name, { metadata }))).body;
    const first = await create('first');
    await s.delete('wrong uid', `${path}/first`, {
      preconditions: { uid: '12345678-1234-1234-1234-123456789012' },
    });
    await s.delete('wrong version', `${path}/first`, {
      preconditions: { resourceVersion: '1' },
    });
    await s.delete('dry run by options', `${path}/first`, { dryRun: ['All'] });
    await s.delete('bad dry run by options', `${path}/first`, {
      dryRun: ['Some'],
    });
    await s.get('still there after a dry run', `${path}/first`);
    await s.delete('bad propagation policy', `${path}/first`, {
      propagationPolicy: 'Nonsense',
    });
    await s.delete('both propagation settings', `${path}/first`, {
      propagationPolicy: 'Orphan',
      orphanDependents: true,
    });
    await s.delete('negative grace', `${path}/first`, {
      gracePeriodSeconds: -5,
    });
    await s.delete('options of the wrong kind', `${path}/first`, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
    });
    await s.delete('unknown option', `${path}/first?fieldValidation=Strict`, {
      nonsense: 1,
      dryRun: ['All'],
    });
    await s.delete('right uid and version', `${path}/first`, {
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      preconditions: {
        uid: first.metadata.uid,
        resourceVersion: first.metadata.resourceVersion,
      },
    });
    await create('held', { finalizers: ['example.com/hold'] });
    await s.delete('with a finalizer', `${path}/held`);
    await s.delete('twice', `${path}/held`);
    await s.get('still there', `${path}/held`);
    await s.patch('new finalizer while going', `${path}/held`, MERGE, {
      metadata: { finalizers: ['example.com/hold', 'example.com/more'] },
    });
    await s.patch('other changes while going', `${path}/held`, MERGE, {
      data: { a: 'b' },
    });
    await s.patch(
      'deletionTimestamp can not be taken back',
      `${path}/held`,
      MERGE,
      { metadata: { deletionTimestamp: null } },
    );
    await s.patch('last finalizer goes', `${path}/held`, MERGE, {
      metadata: { finalizers: null },
    });
    await s.get('gone', `${path}/held`);
    await create('foreground');
    await s.delete(
      'foreground',
      `${path}/foreground?propagationPolicy=Foreground`,
    );
    await s.gone(path, 'foreground');
    await create('orphaned');
    await s.delete('orphan', `${path}/orphaned`, {
      propagationPolicy: 'Orphan',
    });
    await s.gone(path, 'orphaned');
    await create('background');
    await s.delete(
      'background',
      `${path}/background?propagationPolicy=Background`,
    );
    const owner = await create('owner');
    const ref = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      name: 'owner',
      uid: owner.metadata.uid,
    };
    await create('child', {
      ownerReferences: [{ ...ref, blockOwnerDeletion: true }],
    });
    await s.get('child', `${path}/child`);
    await s.delete('owner and child', `${path}/owner`, {
      propagationPolicy: 'Foreground',
    });
    await s.gone(path, 'owner');
    await s.get('child is gone', `${path}/child`);
    const keeper = await create('keeper');
    await create('kept', {
      ownerReferences: [{ ...ref, name: 'keeper', uid: keeper.metadata.uid }],
    });
    await s.delete(
      'owner without child',
      `${path}/keeper?propagationPolicy=Orphan`,
    );
    await s.gone(path, 'keeper');
    await s.get('child is an orphan', `${path}/kept`);
    const parent = await create('parent');
    await create('dependent', {
      ownerReferences: [{ ...ref, name: 'parent', uid: parent.metadata.uid }],
    });
    await s.delete(
      'owner first',
      `${path}/parent?propagationPolicy=Background`,
    );
    await s.gone(path, 'dependent');
    for (const name of ['c1', 'c2', 'c3']) {
      await create(name, { labels: { set: name === 'c3' ? 'b' : 'a' } });
    }
    await s.delete(
      'dry run of a collection',
      `${path}?labelSelector=set%3Da&dryRun=All`,
    );
    await s.delete('collection by label', `${path}?labelSelector=set%3Da`);
    await s.delete(
      'collection by field',
      `${path}?fieldSelector=metadata.name%3Dc3`,
    );
    await s.delete('collection of nothing', `${path}?labelSelector=set`);
    await s.delete(
      'collection by a bad selector',
      `${path}?labelSelector=a%3D%3D%3D`,
    );
    await s.get('what is left', `${path}?labelSelector=set`);
  },
};
