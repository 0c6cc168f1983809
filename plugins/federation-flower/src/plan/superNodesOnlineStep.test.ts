import { Probe } from '@backstage-federation/plugin-federation-node';
import { controlProbe } from '../control/controlProbe';
import { okReading, testNode, testSpec } from '../__testUtils__/federation';
import { superNodesOnlineStep } from './superNodesOnlineStep';
import { superLinkNodes } from './superLinkAccess';

jest.mock('./superLinkAccess');

const spec = testSpec();
const nodes = [testNode('1'), testNode('2')];
const { subscribe, settled } = controlProbe as Required<Probe>;
const context = {
  clusters: () => ({} as never),
  signal: new AbortController().signal,
};
const seeing = (online: typeof nodes) =>
  jest.mocked(superLinkNodes).mockResolvedValue({ nodes: online } as never);

it('is done when who shows the federation has seen the same', async () => {
  const told: string[] = [];
  let seen = () => {};
  const unsubscribe = subscribe(async federation => {
    told.push(federation);
    await new Promise<void>(resolve => {
      seen = resolve;
    });
  });
  const failing = subscribe(async () => {
    throw new Error('its hub does not answer');
  });
  const step = superNodesOnlineStep(spec);
  seeing([nodes[0]]);
  await expect(step.probe(context)).resolves.toMatchObject({
    state: 'waiting',
  });
  expect(told).toEqual([]);
  seeing(nodes);
  const onDone = jest.fn();
  const done = step.probe(context).then(onDone);
  await new Promise(setImmediate);
  expect(told).toEqual(['retail-fl']);
  expect(onDone).not.toHaveBeenCalled();
  seen();
  await done;
  expect(onDone).toHaveBeenCalledWith({
    state: 'done',
    message: '2 of 2 SuperNodes online',
  });
  unsubscribe();
  failing();
  await step.probe(context);
  expect(told).toHaveLength(1);
});

it('waits no longer for who shows it when the run is cancelled', async () => {
  const unsubscribe = subscribe(() => new Promise(() => {}));
  seeing(nodes);
  const abort = new AbortController();
  const waiting = superNodesOnlineStep(spec).probe({
    ...context,
    signal: abort.signal,
  });
  abort.abort(new Error('cancelled'));
  await expect(waiting).rejects.toThrow(/abort|cancelled/);
  unsubscribe();
});

it('lets the view look more often until all are there that the run waits for', () => {
  expect(settled(spec, okReading(nodes[0]))).toBe(false);
  expect(
    settled(spec, okReading(nodes[0], testNode('2', { status: 'offline' }))),
  ).toBe(false);
  expect(settled(spec, okReading(...nodes, testNode('3')))).toBe(true);
  expect(settled(spec, { state: 'failed', reason: 'x', since: 'x' })).toBe(
    false,
  );
});
