import { InputError } from '@backstage/errors';
import {
  CallEffect,
  CallStep,
  Observed,
  PlanStep,
} from '@backstage-federation/plugin-federation-node';
import {
  KubeObject,
  ResourceType,
} from '@backstage-federation/kubernetes-clusters';
import { olmTypes } from '../resources';
import { OperatorCause } from './causes';
import { judgeOperator } from './judge';
import { isMadeHere, OPERATORS_NAMESPACE, PACKAGE } from './objects';
import { operatorSeen } from './reads';

/** What works, or is just on its way. */
const GOOD: OperatorCause[] = [
  'installed',
  'installing',
  'unpacking',
  'resolving',
];

/**
 * Takes away a Subscription that was made here and cannot work, and with it the version that it could not install: either would
 * keep OLM from installing anything in their namespace.
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
  const subscription = facts?.subscription;
  if (!facts || !subscription) return [];
  const { name } = subscription.metadata;
  const where = `Subscription "${name}" for ${PACKAGE} in cluster "${cluster}"`;
  if (!isMadeHere(subscription)) {
    throw new InputError(
      `withdraw: ${where} was not made here, so it is left as it is; whoever made it can delete it: oc delete subscription ${name} -n ${OPERATORS_NAMESPACE}`,
    );
  }
  if (GOOD.includes(judgeOperator(facts).cause)) {
    throw new InputError(
      `withdraw: ${where} works or is just being installed, so it is left as it is`,
    );
  }
  const going: [ResourceType, KubeObject][] = [
    [olmTypes.subscription, subscription],
    ...(facts.version
      ? [
          [olmTypes.clusterServiceVersion, facts.version] as [
            ResourceType,
            KubeObject,
          ],
        ]
      : []),
  ];
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
