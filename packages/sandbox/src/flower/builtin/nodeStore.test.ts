import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateNodeKey } from './nodeKey';
import { NodeStore } from './nodeStore';

describe('NodeStore', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'federation-nodes-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const [kept, gone] = [generateNodeKey(), generateNodeKey()];

  it('keeps its nodes in a database over a restart', () => {
    const file = join(folder, 'state.db');
    const first = new NodeStore(1_000, () => 5_000, file);
    const node = first.register(kept, { managed: true, name: 'west' })!;
    const other = first.register(gone, { managed: true })!;
    expect(first.activate(node)).toBe(true);
    expect(first.unregister(other.id)).toBe(true);

    const again = new NodeStore(1_000, () => 9_000, file);
    const [found, left] = again.list();
    expect(found.id).toBe(node.id);
    expect(found.name).toBe('west');
    expect(again.status(found)).toBe('offline');
    expect(again.heartbeat(found.id)).toBe(true);
    expect(again.status(found)).toBe('online');
    // A key that was unregistered can never be registered again.
    expect(again.status(left)).toBe('unregistered');
    expect(again.register(gone, { managed: true })).toBeUndefined();
  });

  it('forgets everything without one', () => {
    new NodeStore().register(kept, { managed: true });
    expect(new NodeStore().list()).toEqual([]);
  });
});
