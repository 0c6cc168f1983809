import { APPLY, MERGE, Script, TABLE } from '../Session';

/** Namespaces, from their first to their last day. */
export const namespaces: Script = {
  name: 'namespaces',
  async run(s) {
    const all = '/api/v1/namespaces';
    const name = `${s.namespace}-own`;
    const path = `${all}/${name}`;
    s.willMake(path);
    await s.post('create', all, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels: { a: 'b' } },
    });
    await s.post('create again', all, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name },
    });
    await s.post('bad name', all, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'Bad.Name' },
    });
    await s.post('long name', all, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'x'.repeat(64) },
    });
    await s.post('dry run', `${all}?dryRun=All`, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: `${name}-dry` },
    });
    await s.until(all, name, () => true);
    await s.until(`${path}/serviceaccounts`, 'default', () => true);
    await s.until(`${path}/configmaps`, 'kube-root-ca.crt', () => true);
    await s.get('read', path);
    await s.patch('labels', path, MERGE, { metadata: { labels: { c: 'd' } } });
    await s.patch('the label of the name stays', path, MERGE, {
      metadata: { labels: { 'kubernetes.io/metadata.name': 'x' } },
    });
    await s.patch('apply', `${path}?fieldManager=one`, APPLY, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels: { e: 'f' } },
    });
    await s.patch('apply again', `${path}?fieldManager=one`, APPLY, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels: { e: 'f' } },
    });
    await s.patch('finalizers are not for everybody', path, MERGE, {
      spec: { finalizers: [] },
    });
    await s.get('default service account', `${path}/serviceaccounts/default`, {
      select: body => ({ ...body, metadata: { name: body.metadata.name } }),
    });
    await s.get('root certificates', `${path}/configmaps/kube-root-ca.crt`, {
      select: body => ({
        keys: Object.keys(body.data),
        annotations: body.metadata.annotations,
      }),
    });
    await s.get(
      'table',
      `${all}?fieldSelector=metadata.name%3D${name}&includeObject=None`,
      {
        accept: TABLE,
        select: body => ({
          ...body,
          rows: body.rows?.map((r: any) => ({
            ...r,
            cells: r.cells.slice(0, 2),
          })),
        }),
      },
    );
    await s.quiet('POST', `${path}/configmaps`, {
      metadata: { name: 'held', finalizers: ['example.com/hold'] },
    });
    await s.quiet('POST', `${path}/configmaps`, { metadata: { name: 'free' } });
    await s.delete('delete', path, undefined, {
      select: body => ({
        kind: body.kind,
        spec: body.spec,
        status: body.status,
        grace: body.metadata?.deletionGracePeriodSeconds,
        deleted: !!body.metadata?.deletionTimestamp,
      }),
    });
    await s.get('terminating', path, {
      select: body => ({
        phase: body.status.phase,
        deleted: !!body.metadata.deletionTimestamp,
      }),
    });
    await s.gone(`${path}/configmaps`, 'free');
    await s.get(
      'what is held stays',
      `${path}/configmaps?fieldSelector=metadata.name%3Dheld`,
      {
        select: body =>
          body.items.map((i: any) => [
            i.metadata.name,
            i.metadata.finalizers,
            !!i.metadata.deletionTimestamp,
          ]),
      },
    );
    await s.post('nothing new', `${path}/configmaps`, {
      metadata: { name: 'new' },
    });
    await s.patch(
      'nor by apply',
      `${path}/configmaps/new?fieldManager=m`,
      APPLY,
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'new' } },
    );
    await s.post(
      'nor generated',
      `${path}/secrets`,
      { metadata: { generateName: 'generated-' } },
      {
        select: body => ({
          ...body,
          message: undefined,
          details: { ...body.details, name: undefined },
        }),
      },
    );
    await s.delete('delete again', path, undefined, {
      select: body => ({
        kind: body.kind,
        code: body.code,
        message: body.message,
      }),
    });
    const withConditions = ({ object }: any) =>
      object.status?.conditions?.length;
    await s.until(all, name, withConditions);
    await s.get('says what it waits for', path, {
      select: body =>
        body.status.conditions
          .map((c: any) => [c.type, c.status, c.reason, c.message])
          .sort(),
    });
    await s.quiet(
      'PATCH',
      `${path}/configmaps/held`,
      { metadata: { finalizers: null } },
      { type: MERGE },
    );
    await s.gone(all, name);
    await s.get('gone', path);
    await s.get('lists in it are empty', `${path}/configmaps`);
    await s.post('nothing can be made', `${path}/configmaps`, {
      metadata: { name: 'new' },
    });
    await s.delete('delete what is not there', path);
    await s.delete('default is for ever', `${all}/default`);
    await s.delete('kube-system too', `${all}/kube-system`);
  },
};
