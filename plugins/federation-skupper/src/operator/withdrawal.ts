import { InputError } from '@backstage/errors';
import {
  CallEffect,
  CallStep,
  Observed,
  ObservedCluster,
  PlanStep,
} from '@backstage-federation/plugin-federation-node';
import {
  KubeObject,
  ResourceType,
} from '@backstage-federation/kubernetes-clusters';
import { olmTypes } from '../resources';
import { OperatorCause } from './causes';
import { judgeOperator } from './judge';
import {
  isMadeHere,
  OPERATORS_NAMESPACE,
  PACKAGE,
  Subscription,
} from './objects';
import { operatorSeen } from './reads';

/** What works, or is just on its way. */
const GOOD: OperatorCause[] = [
  'installed',
  'installing',
  'unpacking',
  'resolving',
];

const versionsOf = ({ status }: Subscription) =>
  [status?.currentCSV, status?.installedCSV].filter(name => name !== undefined);

/** The version that a Subscription could not install, if it is there and no other Subscription has it. */
function versionOnlyOf(
  subscription: Subscription,
  same: Subscription[],
  { objects }: ObservedCluster,
): KubeObject | undefined {
  const others = same.filter(other => other !== subscription);
  const ofOthers = new Set(others.flatMap(versionsOf));
  const { kind } = olmTypes.clusterServiceVersion;
  const there = objects.filter(
    object =>
      object.kind === kind && object.metadata.namespace === OPERATORS_NAMESPACE,
  );
  return versionsOf(subscription)
    .filter(name => !ofOthers.has(name))
    .map(name => there.find(({ metadata }) => metadata.name === name))
    .find(version => version !== undefined);
}

/**
 * Takes away a Subscription that was made here and cannot work, and with it the version that it could not install: either would
 * keep OLM from installing anything in their namespace. Of several
 * for the package it is ours that goes, where another one works too.
 *
 * @throws InputError for one that works, or that others made
 * @internal
 */
export function withdrawalSteps(
  cluster: string,
  observed: Observed,
): PlanStep[] {
  const seen = observed.clusters[cluster];
  const facts = seen && operatorSeen(seen);
  const subscription = facts?.same.find(isMadeHere) ?? facts?.subscription;
  if (!facts || !subscription) return [];
  const { name } = subscription.metadata;
  const where = `Subscription "${name}" for ${PACKAGE} in cluster "${cluster}"`;
  if (!isMadeHere(subscription)) {
    throw new InputError(
      `withdraw: ${where} was not made here, so it is left as it is; whoever made it can delete it: oc delete subscription ${name} -n ${OPERATORS_NAMESPACE}`,
    );
  }
  // The verdict is on the one that works, if there is one.
  const isJudged = subscription === facts.subscription;
  if (isJudged && GOOD.includes(judgeOperator(facts).cause)) {
    throw new InputError(
      `withdraw: ${where} works or is just being installed, so it is left as it is`,
    );
  }
  const version = versionOnlyOf(subscription, facts.same, seen);
  const going: [ResourceType, KubeObject][] = [
    [olmTypes.subscription, subscription],
  ];
  if (version) going.push([olmTypes.clusterServiceVersion, version]);
  const step: CallStep = {
    kind: 'call',
    id: `${cluster}/controller-withdrawal`,
    title: `${cluster}: take Subscription ${name} away again`,
    cluster,
    dependsOn: [],
    inputs: {},
    needs: going.map(([type]) => ({
      type,
      namespace: OPERATORS_NAMESPACE,
      verbs: ['delete'],
    })),
    does: `delete Subscription ${name}, and what it could not install`,
    async call(_inputs, { clusters, dryRun, signal }) {
      const effects: CallEffect[] = [];
      for (const [type, { metadata }] of going) {
        const key = {
          type,
          namespace: OPERATORS_NAMESPACE,
          name: metadata.name,
        };
        const { uid } = metadata;
        const gone = await clusters(cluster).delete(key, {
          uid,
          dryRun,
          signal,
        });
        effects.push({
          kind: type.kind,
          name: metadata.name,
          outcome: gone ? 'removed' : 'absent',
        });
      }
      return { effects };
    },
  };
  return [step];
}
