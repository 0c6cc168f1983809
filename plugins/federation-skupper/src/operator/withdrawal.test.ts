import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { CallStep } from '@backstage-federation/plugin-federation-node';
import {
  group,
  subscription,
  there,
  unsatisfied,
  version,
} from '../__fixtures__/operator/objects';
import { withdrawalSteps } from './withdrawal';

const V1 = 'skupper-operator.v1.9.0';

/** What would be deleted. */
async function goingFrom(...objects: KubeObject[]): Promise<string[]> {
  const observed = { clusters: { east: { objects: [group(), ...objects] } } };
  const steps = withdrawalSteps('east', observed) as CallStep[];
  const gone: string[] = [];
  const client = {
    delete: async (key: { type: { kind: string }; name: string }) =>
      gone.push(`${key.type.kind} ${key.name}`),
  };
  for (const step of steps) {
    await step.call({}, { clusters: () => client } as any);
  }
  return gone;
}

const ours = (change: object = {}) => subscription({ made: true, ...change });
const theirs = (change: object = {}) =>
  subscription({ name: 'a-team', ...change });
const failed = version('Failed', 'InstallComponentFailed');
const works = version('Succeeded', 'InstallSucceeded');

describe('withdrawalSteps', () => {
  it('takes ours away, with what it could not install', async () => {
    expect(await goingFrom(ours({ status: there }), failed)).toEqual([
      'Subscription skupper-operator',
      'ClusterServiceVersion skupper-operator.v2.2.1',
    ]);
  });

  it.each([
    ['works', theirs({ status: there }), works],
    ['does not work either', theirs({ status: there }), failed],
    ['has not come so far', theirs(), version('Pending', 'Unknown')],
  ])(
    'takes ours away of two, and nothing of the other one, which %s',
    async (_, other, its) => {
      const mine = ours({
        conditions: [unsatisfied('subscription skupper-operator exists')],
      });
      expect(await goingFrom(other, mine, its)).toEqual([
        'Subscription skupper-operator',
      ]);
    },
  );

  it('leaves a version that the other one has too', async () => {
    const both = [theirs({ status: there }), ours({ status: there })];
    for (const shared of [works, failed]) {
      expect(await goingFrom(...both, shared)).toEqual([
        'Subscription skupper-operator',
      ]);
    }
  });

  it('takes a version of ours along that the other one does not have', async () => {
    const status = { currentCSV: V1, installedCSV: V1 };
    const old = version('Succeeded', 'InstallSucceeded', { name: V1 });
    expect(
      await goingFrom(theirs({ status }), ours({ status: there }), old, failed),
    ).toEqual([
      'Subscription skupper-operator',
      'ClusterServiceVersion skupper-operator.v2.2.1',
    ]);
  });

  it.each([
    ['what others made', [theirs()], /"a-team" .*was not made here/],
    ['ours that works', [ours({ status: there }), works], /works or is just/],
    [
      'ours that works beside one that does not',
      [ours({ status: there }), theirs(), works],
      /works or is just/,
    ],
  ])('leaves %s', async (_, objects, message) => {
    await expect(goingFrom(...objects)).rejects.toThrow(message);
  });

  it('has nothing to do where there is none', async () => {
    expect(await goingFrom()).toEqual([]);
  });
});
