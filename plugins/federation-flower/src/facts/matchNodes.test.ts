import { T0, testNode } from '../__testUtils__/federation';
import { matchNodes, ProcessFacts } from './matchNodes';

const process = (
  id: string,
  overrides: Partial<ProcessFacts> = {},
): ProcessFacts => ({ id, startedAt: T0, retrying: false, ...overrides });

describe('matchNodes', () => {
  it('uses the id that a SuperNode printed', () => {
    const { nodes, foreign } = matchNodes(
      [process('a', { nodeId: '1' }), process('b', { nodeId: '2' })],
      [testNode('2'), testNode('1', { status: 'offline' })],
    );
    expect(nodes.get('a')?.status).toBe('offline');
    expect(nodes.get('b')?.nodeId).toBe('2');
    expect(foreign).toEqual([]);
  });

  it('tells SuperNodes without printed ids apart by their start', () => {
    const { nodes } = matchNodes(
      [
        process('early'),
        process('late', { startedAt: '2026-11-21T03:00:00Z' }),
      ],
      [
        testNode('2', { lastActivatedAt: '2026-11-21T03:00:04+00:00' }),
        testNode('1'),
      ],
    );
    expect(nodes.get('early')?.nodeId).toBe('1');
    expect(nodes.get('late')?.nodeId).toBe('2');
  });

  it('knows that all are online when the numbers agree, though not which is which', () => {
    const matches = matchNodes(
      [process('a'), process('b')],
      [testNode('1'), testNode('2')],
    );
    expect([...matches.online]).toEqual(['a', 'b']);
    expect(matches.nodes.size).toBe(0);
    expect(matches.foreign).toEqual([]);
  });

  it('says that it cannot tell which of two is online', () => {
    const matches = matchNodes(
      [process('a'), process('b')],
      [testNode('1'), testNode('2', { status: 'offline' })],
    );
    expect([...matches.ambiguous.rows]).toEqual(['a', 'b']);
    expect(matches.ambiguous.online).toBe(1);
  });

  it('finds the lost one when no other is online, by who was heard last', () => {
    const until = (time: string) => Date.parse(time) / 1000;
    const matches = matchNodes(
      [process('a'), process('b', { startedAt: '2026-11-21T03:00:00Z' })],
      [
        testNode('1', {
          status: 'offline',
          onlineUntil: until('2026-11-21T03:01:10Z'),
        }),
        testNode('2', {
          status: 'offline',
          onlineUntil: until('2026-11-21T03:00:50Z'),
        }),
        testNode('3', { lastActivatedAt: '2026-11-21T03:00:04Z' }),
      ],
    );
    expect(matches.nodes.get('a')?.nodeId).toBe('1');
    expect(matches.nodes.get('b')?.nodeId).toBe('3');
  });

  it('does not take what a process had before for its own', () => {
    const matches = matchNodes(
      [process('a', { startedAt: '2026-11-21T03:00:00Z' })],
      [testNode('1', { status: 'offline' })],
    );
    expect(matches.nodes.size).toBe(0);
  });

  it('tells which of two is lost when its log says that it looks for its SuperLink', () => {
    const matches = matchNodes(
      [process('a'), process('b', { retrying: true })],
      [testNode('1'), testNode('2', { status: 'offline' })],
    );
    expect(matches.nodes.get('a')?.nodeId).toBe('1');
    expect(matches.nodes.get('b')?.nodeId).toBe('2');
    expect(matches.ambiguous.rows.size).toBe(0);
  });

  it('counts ended nodes and does not take them for strangers', () => {
    const matches = matchNodes(
      [process('a', { nodeId: '3' })],
      [
        testNode('1', { status: 'offline' }),
        testNode('2', { status: 'unregistered' }),
        testNode('3'),
      ],
    );
    expect(matches.gone.map(({ nodeId }) => nodeId)).toEqual(['1', '2']);
    expect(matches.foreign).toEqual([]);
  });

  it('takes an online node that stopped beating before its successor came for the predecessor', () => {
    const old = testNode('1', {
      lastActivatedAt: '2026-11-21T01:00:00Z',
      onlineUntil: Date.parse('2026-11-21T02:00:50Z') / 1000,
    });
    const matches = matchNodes(
      [process('a', { nodeId: '2' })],
      [old, testNode('2')],
    );
    expect(matches.foreign).toEqual([]);
  });

  it('names strangers', () => {
    const matches = matchNodes(
      [process('a', { nodeId: '2' })],
      [testNode('9'), testNode('2')],
    );
    expect(matches.foreign.map(({ nodeId }) => nodeId)).toEqual(['9']);
  });
});
