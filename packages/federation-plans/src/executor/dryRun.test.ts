import { kube } from '@backstage-federation/kubernetes-clusters';
import { PlanStep, TransferStep } from '../plan/plan';
import {
  answer,
  status,
  widget,
  widgetObject,
} from '../../../kubernetes-clusters/src/__testUtils__';
import { eachWithExecutor } from './__testUtils__/eachWithExecutor';

const CODE = 'grant-code-0123456789';
const step = { cluster: 'west', dependsOn: [] };
const grantKey = { type: widget, namespace: 'ns', name: 'grant' };
const tokenKey = { type: widget, namespace: 'ns', name: 'token' };

const transfer: TransferStep = {
  ...step,
  kind: 'transfer',
  id: 't',
  title: 'west: create access token',
  inputs: { grant: { cluster: 'east', key: grantKey } },
  objects: ({ grant }) => {
    const { code } = grant.status as { code: string };
    return [widgetObject('token', { code, url: 'https://10.0.0.1' })];
  },
  produces: [tokenKey],
};

describe('dry-run and transfer', () => {
  const test = eachWithExecutor();
  const { lines } = test;
  const run = (steps: PlanStep[], dryRun: boolean) =>
    test.run({ steps }, { dryRun });
  const putGrant = () =>
    test.server.put({ ...widgetObject('grant'), status: { code: CODE } });

  it('shows what would happen, and changes nothing', async () => {
    test.server.put(widgetObject('a', { size: 1, list: [1, 2] }));
    const { version } = test.server;
    const steps: PlanStep[] = [
      {
        ...step,
        kind: 'ensure',
        id: 'e',
        title: 'west: widgets',
        objects: [
          widgetObject('a', { size: 2, list: [1, 3], password: 'x' }),
          widgetObject('b'),
        ],
      },
      transfer,
      {
        ...step,
        kind: 'until',
        id: 'u',
        title: 'west: ready',
        dependsOn: ['t'],
        watches: {},
        predicate: () => ({ state: 'waiting', message: '' }),
        timeoutMs: 1000,
      },
      {
        ...step,
        kind: 'remove',
        id: 'r',
        title: 'west: remove',
        dependsOn: ['u'],
        keys: [{ ...tokenKey, name: 'a' }],
      },
    ];
    const result = await run(steps, true);
    expect(result.steps[0].objects).toEqual([
      {
        cluster: 'west',
        kind: 'Widget',
        namespace: 'ns',
        name: 'a',
        outcome: 'changed',
        changes: [
          { path: 'spec.list[1]', from: '2', to: '3' },
          { path: 'spec.password' },
          { path: 'spec.size', from: '1', to: '2' },
        ],
      },
      {
        cluster: 'west',
        kind: 'Widget',
        namespace: 'ns',
        name: 'b',
        outcome: 'created',
      },
    ]);
    expect(result.changed).toBe(4);
    expect([...lines].sort()).toEqual([
      'west: create access token: would create (Widget token needs Widget ns/grant in cluster east first)',
      'west: ready: would wait',
      'west: remove: would remove',
      'west: widgets: would create (Widget a: spec.list[1], spec.password, spec.size)',
    ]);
    expect(test.server.version).toBe(version);
  });

  it('reports objects of a namespace that comes later as created', async () => {
    test.server.remove({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'ns' },
    });
    const ensure: PlanStep = {
      ...step,
      kind: 'ensure',
      id: 'e',
      title: 'west: a',
      objects: [widgetObject('a')],
    };
    const { steps } = await run([ensure], true);
    expect(steps[0]).toMatchObject({
      outcome: 'created',
      objects: [
        { note: expect.stringMatching(/^namespace ns does not exist/) },
      ],
    });
    await expect(run([ensure], false)).rejects.toThrow(
      'namespaces "ns" not found',
    );
  });

  it('says of what comes with an earlier step what it comes with, and asks for nothing of it', async () => {
    const later = { ...widget, apiVersion: 'later.example.com/v1' };
    const object = { ...widgetObject('a'), apiVersion: later.apiVersion };
    const laterKey = { type: later, namespace: 'ns', name: 'a' };
    const input = { cluster: 'west', key: laterKey };
    const install: PlanStep = {
      ...step,
      kind: 'until',
      id: 'i',
      title: 'west: operator installed',
      brings: { apiVersion: later.apiVersion, with: 'the operator' },
      watches: {},
      predicate: () => ({ state: 'waiting', message: '' }),
      timeoutMs: 1000,
    };
    const steps: PlanStep[] = [
      install,
      { ...step, kind: 'ensure', id: 'e', title: 'west: a', objects: [object] },
      {
        ...transfer,
        inputs: { grant: input },
        skipIf: { input, done: Boolean },
      },
      {
        ...step,
        kind: 'call',
        id: 'c',
        title: 'west: call',
        inputs: { it: input },
        call: async ({ it: found }) => ({
          missing: found ? 'found' : 'waits for it',
        }),
        produces: [tokenKey],
      },
    ];
    const result = await run(steps, true);
    expect(lines).toEqual(
      expect.arrayContaining([
        'west: operator installed: would wait',
        'west: a: would create (Widget a is of a type that comes with the operator)',
      ]),
    );
    expect(result.steps.map(({ outcome }) => outcome)).toEqual([
      'skipped',
      'created',
      'created',
      'created',
    ]);
    expect(result.steps[3].message).toBe('waits for it');
    // What brings it may be done by another action before.
    const alone = await run(steps.slice(2, 3), true);
    expect(alone.steps[0]).toMatchObject({
      outcome: 'created',
      message: 'needs Widget ns/a in cluster west first',
    });
    await expect(run(steps.slice(2, 3), false)).rejects.toThrow(/not found/);
  });

  it('transfers a value without a word of it, and not twice', async () => {
    putGrant();
    const created = await run([transfer], false);
    expect(created.changed).toBe(1);
    const token = await test.clusters.get('west').get(tokenKey);
    expect(token?.spec).toMatchObject({ code: CODE });
    await run([transfer], false);
    const done: PlanStep = {
      ...transfer,
      skipIf: {
        input: { cluster: 'west', key: tokenKey },
        done: object => object !== undefined,
      },
      objects: () => {
        throw new Error('must not be made again');
      },
    };
    const third = await run([done], false);
    expect(third.steps[0].outcome).toBe('unchanged');
    test.server.put(widgetObject('token', { code: 'another-code-9876' }));
    const dry = await run([transfer], true);
    expect(dry.steps[0].objects[0].changes).toEqual([
      { path: 'spec.code' },
      { path: 'spec.url' },
    ]);
    expect(JSON.stringify([created, third, dry, lines])).not.toContain(CODE);
    expect(lines).toEqual([
      'west: create access token: created',
      'west: create access token: unchanged',
      'west: create access token: unchanged',
      'west: create access token: would change (Widget token: spec.code, spec.url)',
    ]);
  });

  it('fails when an input is missing, and quotes nothing when it is refused', async () => {
    await expect(run([transfer], false)).rejects.toThrow(
      '- west: create access token: Widget ns/grant in cluster east must exist, but does not',
    );
    putGrant();
    test.server.intercept = ({ method, body }, res) => {
      if (method === 'PATCH') {
        const { code, url } = body.spec;
        answer(res, 422, status(422, `Widget "token": "${code}" at "${url}"`));
      }
      return method === 'PATCH';
    };
    await expect(run([transfer], false)).rejects.toThrow(
      'cluster west: apply Widget ns/token: Widget "token": "***" at "***"',
    );
    await expect(
      run(
        [
          {
            ...transfer,
            objects: ({ grant }) => {
              throw new Error(`bad ${JSON.stringify(grant.status)}`);
            },
          },
        ],
        false,
      ),
    ).rejects.toThrow('bad {"code":"***"}');
  });

  it('masks everything of a Secret', async () => {
    const secret = (value: string) => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 's', namespace: 'ns' },
      type: 'Opaque',
      data: { plain: value },
    });
    test.server.put(secret('b2xkdmFsdWU='));
    const { steps } = await run(
      [
        {
          ...step,
          kind: 'ensure',
          id: 'e',
          title: 'west: secret',
          objects: [secret('bmV3dmFsdWU=')],
        },
      ],
      true,
    );
    expect(kube.secret.kind).toBe('Secret');
    expect(steps[0].objects[0].changes).toEqual([{ path: 'data.plain' }]);
  });
});
