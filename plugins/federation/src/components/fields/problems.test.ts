import { ClusterInfo } from '@backstage-federation/plugin-federation-common';
import { Translate } from '../../hooks/useT';
import {
  clusterProblem,
  listProblems,
  memberProblems,
  namespaceProblem,
} from './problems';
import { shownProblems } from './shownProblems';

const t = ((key: string, values?: Record<string, string>) =>
  values ? `${key} ${JSON.stringify(values)}` : key) as unknown as Translate;

const since = '2026-11-20T13:05:00.000Z';
const clusters: ClusterInfo[] = [
  { name: 'east', state: 'connected', since },
  { name: 'west', state: 'connecting', since },
  { name: 'south', state: 'unreachable', since, reason: 'refused' },
];

describe('clusterProblem', () => {
  it('accepts a cluster that is or may soon be there', () => {
    expect(clusterProblem('east', clusters, t)).toBeUndefined();
    expect(clusterProblem('west', clusters, t)).toBeUndefined();
    expect(clusterProblem('anything', undefined, t)).toBeUndefined();
  });

  it('refuses absent, unknown and unreachable ones', () => {
    expect(clusterProblem('', clusters, t)).toBe('problem.clusterMissing');
    expect(clusterProblem('moon', clusters, t)).toContain('east, west, south');
    expect(clusterProblem('south', clusters, t)).toContain('refused');
  });
});

describe('namespaceProblem', () => {
  it.each(['fl', 'a-1', 'x'.repeat(63)])('accepts %s', name => {
    expect(namespaceProblem(name, t)).toBeUndefined();
  });

  it.each(['Fl', '-a', 'a_b', 'a.b', 'x'.repeat(64)])('refuses %s', name => {
    expect(namespaceProblem(name, t)).toBe('problem.namespaceInvalid');
  });
});

describe('memberProblems', () => {
  const hub = { cluster: 'east', namespace: 'fl' };
  const check = (...members: Parameters<typeof memberProblems>[0]) =>
    memberProblems(members, hub, clusters, t);

  it('accepts members in places of their own', () => {
    const found = check(
      { cluster: 'east', namespace: 'fl-1', superNodes: 2 },
      { cluster: 'west', namespace: 'fl', superNodes: 0 },
    );
    expect(found.flatMap(listProblems)).toEqual([]);
  });

  it('refuses the hub as a member', () => {
    expect(check(hub)[0].namespace).toBe('problem.memberIsHub');
  });

  it('refuses the second of two in one place', () => {
    const twin = { cluster: 'west', namespace: 'fl' };
    const [first, second] = check(twin, twin);
    expect(first.namespace).toBeUndefined();
    expect(second.namespace).toContain('"number":"1"');
  });

  it.each([-1, 101, 1.5])('refuses %s SuperNodes', superNodes => {
    const [problems] = check({ cluster: 'west', namespace: 'fl', superNodes });
    expect(problems.superNodes).toBe('problem.superNodes');
  });
});

describe('shownProblems', () => {
  const problems = { cluster: 'missing', namespace: 'wrong' };

  it('tells of absence only once the person has tried to go on', () => {
    const value = { cluster: undefined, namespace: 'X' };
    expect(shownProblems(value, problems, false)).toEqual({
      namespace: 'wrong',
    });
    expect(shownProblems(value, problems, true)).toEqual(problems);
  });
});
