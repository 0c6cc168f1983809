import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { EnsureStep, PlanStep, UntilStep } from '../plan/plan';
import {
  answer,
  status,
  widget,
  widgetObject,
} from '../../../kubernetes-clusters/src/__testUtils__';
import { eachWithExecutor } from './__testUtils__/eachWithExecutor';

const key = (name: string) => ({ type: widget, namespace: 'ns', name });

/** Makes a Widget that the step `used` uses up. */
function ensure(name: string, dependsOn: string[] = []): EnsureStep {
  const object = widgetObject(name, { size: 1 });
  const labels = { 'backstage-federation.dev/federation': 'f' };
  return {
    kind: 'ensure',
    id: name,
    title: `west: ${name}`,
    cluster: 'west',
    dependsOn,
    objects: [{ ...object, metadata: { ...object.metadata, labels } }],
    shortLived: {
      key: key(name),
      until: 'used',
      used: ({ status: seen }) => Boolean(seen),
    },
  };
}

const wait = (id: string, name: string, dependsOn: string[]): UntilStep => ({
  kind: 'until',
  id,
  title: `west: ${id}`,
  cluster: 'west',
  dependsOn,
  watches: { it: { cluster: 'west', ...key(name) } },
  predicate: ({ it: [object] }) =>
    object?.status
      ? { state: 'done', message: 'done' }
      : { state: 'waiting', message: 'not yet' },
  timeoutMs: 5_000,
});

/** A code, something made of it, and what uses both up. */
const steps = (timeoutMs = 5_000): PlanStep[] => [
  ensure('code'),
  ensure('token', ['code']),
  { ...wait('used', 'link', ['token']), timeoutMs },
];

describe('what a run made for a later step only', () => {
  const test = eachWithExecutor();
  const { when, failure } = test;
  const get = (name: string) => test.clusters.get('west').get(key(name));
  const names = async () =>
    (await test.clusters.get('west').list<KubeObject>(widget)).map(
      ({ metadata }) => metadata.name,
    );
  const waits = () => when(() => test.lines.some(l => l.includes('not yet')));
  const use = async (name: string) =>
    test.server.put({ ...(await get(name))!, status: {} });

  it('goes when the run is cancelled, the last first, and is no longer said to exist', async () => {
    const running = failure(test.run({ steps: steps() }));
    await waits();
    test.cancel.abort();
    const { message, name } = await running;
    expect(name).toBe('AbortError');
    expect(message).toContain('Nothing was changed.');
    expect(await names()).toEqual([]);
    const gone = 'away, as nothing has used it';
    expect(test.lines.slice(-2)).toEqual([
      `west: token: took Widget ns/token ${gone}`,
      `west: code: took Widget ns/code ${gone}`,
    ]);
  });

  it.each([
    ['the last was used', 'token', ['code', 'token']],
    ['the first was used', 'code', ['code']],
  ])('stays when %s', async (_, used, left) => {
    const running = failure(test.run({ steps: steps() }));
    await waits();
    await use(used);
    test.cancel.abort();
    await running;
    expect(await names()).toEqual(left);
  });

  it('stays when it is used in that very moment', async () => {
    const running = failure(test.run({ steps: steps() }));
    await waits();
    const { server } = test;
    server.intercept = ({ method, url }) => {
      if (method === 'DELETE' && url.pathname.endsWith('/token')) {
        server.put({ ...widgetObject('token'), status: {} });
      }
      return false;
    };
    test.cancel.abort();
    await running;
    expect(await names()).toEqual(['code', 'token']);
  });

  it('goes when the run fails before it could be used', async () => {
    const { server } = test;
    server.intercept = ({ method, url }, response) => {
      const refused = method === 'PATCH' && url.pathname.endsWith('/token');
      if (refused) answer(response, 422, status(422, 'no'));
      return refused;
    };
    const { message } = await failure(test.run({ steps: steps() }));
    expect(message).toContain('- west: token: ');
    expect(await names()).toEqual([]);
  });

  it('stays when it shows why the run has failed', async () => {
    const shown: PlanStep[] = [
      ensure('code'),
      { ...wait('ready', 'code', ['code']), timeoutMs: 30 },
      { ...wait('used', 'link', ['ready']) },
    ];
    await failure(test.run({ steps: shown }));
    expect(await names()).toEqual(['code']);
  });

  it('stays when the run came to its end, and what it never made is left alone', async () => {
    test.server.put({ ...widgetObject('link'), status: {} });
    await test.run({ steps: steps() });
    expect(await names()).toEqual(['code', 'link', 'token']);
    const later = steps().map(step => ({
      ...step,
      dependsOn: ['first', ...step.dependsOn],
    }));
    const first = { ...wait('first', 'x', []), timeoutMs: 30 };
    await failure(test.run({ steps: [first, ...later] }));
    expect(await names()).toEqual(['code', 'link', 'token']);
  });

  it.each([
    ['is another hub’s', { 'backstage-federation.dev/hub': 'other/ns' }],
    ['was there before', { 'backstage-federation.dev/adopted': 'f' }],
  ])('stays when it %s', async (_, annotations) => {
    const running = failure(test.run({ steps: steps() }));
    await waits();
    const token = (await get('token'))!;
    test.server.put({
      ...token,
      metadata: { ...token.metadata, annotations },
    });
    test.cancel.abort();
    await running;
    expect(await names()).toEqual(['code', 'token']);
  });

  it('is said to stay when it cannot be taken away', async () => {
    const running = failure(test.run({ steps: steps() }));
    await waits();
    test.server.intercept = ({ method }, response) => {
      if (method === 'DELETE') answer(response, 500, status(500, 'not now'));
      return method === 'DELETE';
    };
    test.cancel.abort();
    const { message } = await running;
    expect(message).toContain('Widget ns/code, west: Widget ns/token');
    expect(test.lines.at(-1)).toMatch(/^west: token: what it made stays: /);
  });
});
