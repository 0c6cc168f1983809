import { PlanStep } from '../plan/plan';
import {
  answer,
  status,
  widget,
  widgetObject,
} from '../../../kubernetes-clusters/src/__testUtils__';
import { eachWithExecutor } from './__testUtils__/eachWithExecutor';
import { ExecuteOptions } from './types';

function ensure(name: string, dependsOn: string[] = []): PlanStep {
  return {
    kind: 'ensure',
    id: name,
    title: `west: ${name}`,
    cluster: 'west',
    dependsOn,
    objects: [widgetObject(name, { size: 1 })],
  };
}

function remove(name: string): PlanStep {
  return {
    kind: 'remove',
    id: 'r',
    title: 'west: remove',
    cluster: 'west',
    dependsOn: [],
    keys: [{ type: widget, namespace: 'ns', name }],
  };
}

describe('executePlan, when something is refused or kept', () => {
  const test = eachWithExecutor();
  const { failure, lines, when } = test;
  const run = (steps: PlanStep[], options: Partial<ExecuteOptions> = {}) =>
    test.run({ steps }, options);

  it('names the finalizers that keep an object while it waits', async () => {
    test.server.put(widgetObject('a'));
    test.server.intercept = ({ method }, res) => {
      if (method !== 'DELETE') return false;
      test.server.put({
        ...widgetObject('a'),
        metadata: {
          ...widgetObject('a').metadata,
          deletionTimestamp: new Date(Date.now() - 20_000).toISOString(),
          finalizers: ['example.com/keep', 'example.com/more'],
        },
      });
      answer(res, 200, {});
      return true;
    };
    const running = run([remove('a')]);
    await when(() => lines.length === 1);
    expect(lines[0]).toMatch(
      /^west: remove: Widget ns\/a, deleted 2\d s ago, waits for finalizers: example.com\/keep, example.com\/more$/,
    );
    test.server.remove(widgetObject('a'));
    await running;
  });

  it('says in a failure what was removed', async () => {
    test.server.put(widgetObject('a'));
    test.server.intercept = ({ method, url }, res) => {
      if (method !== 'PATCH' || !url.pathname.endsWith('/b')) return false;
      answer(res, 422, status(422, 'no'));
      return true;
    };
    const error = await failure(
      run([remove('a'), ensure('c', ['r']), ensure('b', ['c'])]),
    );
    expect(error.message).toContain(
      'Created or changed so far: west: Widget ns/c. Removed so far: west: Widget ns/a. Running the same again',
    );
  });

  it('never claims in a dry-run that something was done', async () => {
    test.server.put(widgetObject('a'));
    test.server.intercept = ({ method, url }, res) => {
      if (method !== 'PATCH' || !url.pathname.endsWith('/b')) return false;
      answer(res, 422, status(422, 'no'));
      return true;
    };
    const error = await failure(
      run([remove('a'), ensure('c', ['r']), ensure('b', ['c'])], {
        dryRun: true,
      }),
    );
    expect(error.message).toContain(
      'Nothing was changed. Would be created or changed: west: Widget ns/c. Would be removed: west: Widget ns/a.',
    );
    expect(error.message).not.toMatch(/so far|goes on/);
  });

  it.each([
    [409, 'the object has been modified; please apply your changes again'],
    [409, 'object is being deleted: widgets "a" already exists'],
    [
      403,
      'unable to create new content in namespace ns because it is being terminated',
    ],
    [503, 'etcd is electing'],
  ])('tries a write again after %i: %s', async (code, text) => {
    let times = 0;
    test.server.intercept = ({ method }, res) => {
      if (method !== 'PATCH' || times === 2) return false;
      times += 1;
      answer(res, code, status(code, text));
      return true;
    };
    const { changed: count } = await run([ensure('a')]);
    expect(count).toBe(1);
    expect(times).toBe(2);
    expect(lines[0]).toContain(`trying again: cluster west`);
  });

  it.each([
    'the UID in the precondition (a) does not match the UID in record (b). The object might have been deleted and then recreated',
    'StorageError: invalid object, Code: 4, Key: /a, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: a, UID in object meta: b',
  ])(
    'does not delete what came into the place of an object: %s',
    async said => {
      test.server.put(widgetObject('a'));
      let times = 0;
      test.server.intercept = ({ method }, res) => {
        if (method !== 'DELETE') return false;
        times += 1;
        answer(res, 409, status(409, said));
        return true;
      };
      await failure(run([remove('a')]));
      expect(times).toBe(1);
    },
  );
});
