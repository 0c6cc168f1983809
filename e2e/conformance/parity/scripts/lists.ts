import { Script, TABLE } from '../Session';

const enc = encodeURIComponent;

/** Lists: pages, selectors, versions, tables. */
export const lists: Script = {
  name: 'lists',
  async run(s) {
    const path = s.core('secrets');
    const made: any[] = [];
    for (const [i, labels] of [
      { app: 'a', tier: 'front' },
      { app: 'a', tier: 'back' },
      { app: 'b' },
      { app: 'c', extra: '' },
      {},
    ].entries()) {
      const answer = await s.quiet('POST', path, {
        metadata: { name: `s${i}`, labels },
        stringData: { n: String(i) },
      });
      made.push(answer.body);
    }
    await s.get('all', path);
    const first = await s.get('first page', `${path}?limit=2`);
    const next = first.body.metadata.continue;
    const second = await s.get(
      'second page',
      `${path}?limit=2&continue=${enc(next)}`,
    );
    await s.get(
      'last page',
      `${path}?limit=2&continue=${enc(second.body.metadata.continue)}`,
    );
    await s.get('page as large as the list', `${path}?limit=5`);
    await s.get('rest without a limit', `${path}?continue=${enc(next)}`);
    const labelled = await s.get(
      'page with a label selector',
      `${path}?limit=1&labelSelector=app%3Da`,
    );
    await s.get(
      'second page with a label selector',
      `${path}?limit=1&labelSelector=app%3Da&continue=${enc(
        labelled.body.metadata.continue,
      )}`,
    );
    await s.quiet('DELETE', `${path}/s3`);
    await s.quiet('POST', path, { metadata: { name: 's2a' } });
    await s.get(
      'pages show the state of the first',
      `${path}?limit=2&continue=${enc(next)}`,
    );
    await s.get('bad continue token', `${path}?limit=2&continue=nonsense`);
    await s.get(
      'continue with a version',
      `${path}?limit=2&continue=${enc(next)}&resourceVersion=5`,
    );
    await s.get('negative limit', `${path}?limit=-1`);
    await s.get('limit that is no number', `${path}?limit=x`);
    await s.get('version that is no number', `${path}?resourceVersion=x`);
    await s.get(
      'version from the future',
      `${path}?resourceVersion=${
        Number(made[4].metadata.resourceVersion) + 1_000_000_000
      }`,
    );
    await s.get('any version', `${path}?resourceVersion=0&labelSelector=app`);
    const rv = made[2].metadata.resourceVersion;
    await s.get(
      'exact version',
      `${path}?resourceVersion=${rv}&resourceVersionMatch=Exact`,
    );
    await s.get(
      'not older than',
      `${path}?resourceVersion=${rv}&resourceVersionMatch=NotOlderThan`,
    );
    await s.get(
      'match without a version',
      `${path}?resourceVersionMatch=Exact`,
    );
    await s.get(
      'exact version 0',
      `${path}?resourceVersion=0&resourceVersionMatch=Exact`,
    );
    await s.get(
      'unknown match',
      `${path}?resourceVersion=${rv}&resourceVersionMatch=Nonsense`,
    );
    for (const selector of [
      'app=a',
      'app==a',
      'app!=a',
      'app',
      '!app',
      'app in (a,b)',
      'app notin (a,b)',
      'app=a,tier=front',
      'extra=',
      'app,!tier',
      'app in ()',
      'app=a,,',
      '=a',
      'app=bad value',
      'app in a',
      'n>1',
      'app>x',
      'Bad_/x=1',
      'app=-bad-',
      'app in (a',
      'app in (a,,b)',
      'app x',
      '!',
      'app!',
      '(',
      'a/b/c',
      '',
    ]) {
      await s.get(
        `labels ${selector || 'none'}`,
        `${path}?labelSelector=${enc(selector)}`,
        {
          select: body =>
            body.items?.map((item: any) => item.metadata.name) ?? body,
        },
      );
    }
    for (const selector of [
      'metadata.name=s1',
      'metadata.name!=s1',
      `metadata.namespace=${s.namespace}`,
      'metadata.name=s1,type=Opaque',
      'spec.none=1',
      'metadata.labels=x',
      'metadata.name',
      'type in (Opaque)',
      '',
    ]) {
      await s.get(
        `fields ${selector.replace(s.namespace, 'own') || 'none'}`,
        `${path}?fieldSelector=${enc(selector)}`,
        {
          select: body =>
            body.items?.map((item: any) => item.metadata.name) ?? body,
        },
      );
    }
    await s.get(
      'one by field',
      `/api/v1/secrets?fieldSelector=metadata.namespace%3D${s.namespace}&limit=1`,
    );
    await s.get('table', path, { accept: TABLE });
    await s.get(
      'table with whole objects',
      `${path}?includeObject=Object&fieldSelector=metadata.name%3Ds0`,
      { accept: TABLE },
    );
    await s.get('table without objects', `${path}?includeObject=None`, {
      accept: TABLE,
    });
    await s.get('table of one', `${path}/s0`, { accept: TABLE });
    await s.get('table of nothing', `${path}?labelSelector=none`, {
      accept: TABLE,
    });
    await s.get('table of what is not there', `${path}/none`, {
      accept: TABLE,
    });
    await s.get('metadata only', path, {
      accept:
        'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io',
    });
    await s.get('metadata of one', `${path}/s0`, {
      accept: 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io',
    });
    await s.get('table as an unknown version', path, {
      accept: 'application/json;as=Table;v=v9;g=meta.k8s.io',
    });
    await s.get(
      'list of another namespace',
      '/api/v1/namespaces/parity-none/secrets',
    );
    await s.get('version of one', `${path}/s0?resourceVersion=0`);
    await s.get('bad version of one', `${path}/s0?resourceVersion=x`);
    await s.get(
      'future version of one',
      `${path}/s0?resourceVersion=${
        Number(made[4].metadata.resourceVersion) + 1_000_000_000
      }`,
    );
  },
};
