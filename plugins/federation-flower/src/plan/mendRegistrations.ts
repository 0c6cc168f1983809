import {
  FlowerFederationSpec,
  FlowerMemberSpec,
  SuperNodeSpec,
} from '@backstage-federation/plugin-federation-common';
import {
  KubeDeployment,
  KubePod,
} from '@backstage-federation/kubernetes-clusters';
import {
  CallStep,
  ClusterSnapshot,
  driftOf,
  federationOf,
  Observed,
  PlanStep,
  Workload,
} from '@backstage-federation/plugin-federation-node';
import { ConflictError } from '@backstage/errors';
import { ControlNode, ControlReading } from '../control/types';
import { findingOf } from '../diagnose/diagnosis';
import { isPodReady, sortPods } from '../facts/pods';
import {
  NODE_ID_ANNOTATION,
  PUBLIC_KEY_ANNOTATION,
  SUPERLINK_NAME,
  superNodeKeySecret,
} from '../names';
import { superNodeObjects } from '../objects';
import { platformOf } from '../platform';
import { sha256 } from '../security/superNodeKey';
import { publicKeyIn, registrationSteps } from './registrationSteps';
import { superNodeObjectsStep } from './superNodeObjectsStep';

/** A SuperNode whose key was registered once, and is known to the SuperLink no longer. */
interface LostKey {
  superNode: SuperNodeSpec;
  /** SHA-256 of the public key. */
  key: string;
}

/**
 * Since when the SuperLink has its database, where that began empty with its pod: nothing in it is older. What it says of
 * others is left to a person, such as a key that was exchanged after its SuperNode was unregistered.
 */
function newDatabaseSince(
  { hub }: FlowerFederationSpec,
  clusters: ClusterSnapshot[],
  nodes: ControlNode[],
): number | undefined {
  const pods = clusters
    .find(({ name }) => name === hub.cluster)
    ?.objects('Pod', hub.namespace)
    .filter(({ metadata }) => metadata.labels?.app === SUPERLINK_NAME);
  const pod = sortPods((pods ?? []) as KubePod[]).find(isPodReady);
  const since = Date.parse(pod?.metadata.creationTimestamp ?? '');
  const isOlder = ({ registeredAt = '' }: ControlNode) =>
    Date.parse(registeredAt) < since;
  return Number.isNaN(since) || nodes.some(isOlder) ? undefined : since;
}

/**
 * The key that a SuperNode was last applied with, where a SuperLink gave it an id. Only its API server says how old a
 * Deployment is.
 *
 * @param before - the SuperNode must have been there then, milliseconds
 */
function registeredKey(
  { name }: FlowerFederationSpec,
  deployment: KubeDeployment | undefined,
  before: number,
): string | undefined {
  if (!deployment || federationOf(deployment) !== name) return undefined;
  const { creationTimestamp = '' } = deployment.metadata;
  if (!(Date.parse(creationTimestamp) < before)) return undefined;
  const { annotations = {} } = deployment.spec?.template?.metadata ?? {};
  return annotations[NODE_ID_ANNOTATION] && annotations[PUBLIC_KEY_ANNOTATION];
}

function lostKeys(
  spec: FlowerFederationSpec,
  clusters: ClusterSnapshot[],
  control: ControlReading | undefined,
): Map<FlowerMemberSpec, LostKey[]> {
  const lost = new Map<FlowerMemberSpec, LostKey[]>();
  if (
    spec.workload.security !== 'supernode-auth' ||
    control?.state !== 'ok' ||
    control.certificate?.trusted === false
  ) {
    return lost;
  }
  const since = newDatabaseSince(spec, clusters, control.nodes);
  if (since === undefined) return lost;
  // One that was unregistered is known too: somebody decided that.
  const known = new Set(
    control.nodes.map(({ publicKey }) => publicKey && sha256(publicKey)),
  );
  const snapshots = new Map(clusters.map(one => [one.name, one]));
  for (const member of spec.members) {
    const snapshot = snapshots.get(member.cluster);
    // Where nobody answers, nothing can be read or started.
    if (!/^(connected|forbidden)$/.test(snapshot?.status.state ?? '')) continue;
    const deployments = new Map(
      snapshot
        ?.objects('Deployment', member.namespace)
        .map(one => [one.metadata.name, one as KubeDeployment]),
    );
    const keys = member.superNodes.flatMap(superNode => {
      const deployment = deployments.get(superNode.name);
      const key = registeredKey(spec, deployment, since);
      return key && !known.has(key) ? [{ superNode, key }] : [];
    });
    if (keys.length) lost.set(member, keys);
  }
  return lost;
}

/** As a whole plan registers, but only the keys that were registered before: one that was exchanged since waits for a person. */
function sameKeysOnly(
  step: CallStep,
  member: FlowerMemberSpec,
  lost: LostKey[],
): CallStep {
  return {
    ...step,
    async call(secrets, context) {
      for (const { superNode, key } of lost) {
        const publicKey = publicKeyIn(secrets[superNode.name]);
        if (publicKey && sha256(publicKey) !== key) {
          throw new ConflictError(
            `Secret ${superNodeKeySecret(superNode.name)} in namespace ${
              member.namespace
            } of cluster ${member.cluster} holds another key than SuperNode ${
              superNode.name
            } was registered with`,
          );
        }
      }
      return step.call(secrets, context);
    },
  };
}

/**
 * Registers a member's lost keys again, and starts those SuperNodes anew of which nothing but the node's id changes: with
 * Flower 1.35 and 1.36 none comes back otherwise. What else differs from the spec, a person applies.
 */
function memberSteps(
  spec: FlowerFederationSpec,
  member: FlowerMemberSpec,
  lost: LostKey[],
  observed: Observed,
): PlanStep[] {
  const platform = platformOf(observed, member.cluster);
  const there = observed.clusters[member.cluster]?.objects ?? [];
  const superNodes = lost.map(({ superNode }) => superNode);
  const asSet = superNodes.filter(superNode =>
    superNodeObjects(spec, member, superNode, platform).every(wanted => {
      const live = there.find(
        ({ kind, metadata }) =>
          kind === wanted.kind &&
          metadata.namespace === member.namespace &&
          metadata.name === wanted.metadata.name,
      );
      if (!live) return false;
      // Compared whoever holds the fields.
      const metadata = { ...live.metadata, owners: [] };
      return !driftOf(wanted, { ...live, metadata }).length;
    }),
  );
  return [
    ...registrationSteps(spec, member, superNodes).map(step =>
      sameKeysOnly(step, member, lost),
    ),
    ...(asSet.length
      ? [
          superNodeObjectsStep(spec, member, platform, {
            superNodes: asSet,
            title: `${member.name}: SuperNodes start anew`,
            dependsOn: [],
          }),
        ]
      : []),
  ];
}

/**
 * Keys that were registered and that the SuperLink no longer knows, as its database went with its pod. No key is made.
 *
 * @internal
 */
export const mendRegistrations: NonNullable<
  Workload<FlowerFederationSpec>['mend']
> = (spec, clusters, reading) => {
  const lost = lostKeys(spec, clusters, reading as ControlReading | undefined);
  return [...lost].map(([member, keys]) => {
    const { cluster, namespace } = member;
    const names = keys.map(({ superNode }) => superNode.name);
    const labels = names.map(name => `${member.name}/${name}`);
    const subject = {
      kind: 'supernode',
      id: `${cluster}/${namespace}/${names[0]}`,
      label: labels[0],
    };
    return {
      finding: findingOf(subject, {
        cause: 'supernode-registered-again',
        severity: 'info',
        params: { names: labels },
        evidence: [],
      }),
      steps: observed => memberSteps(spec, member, keys, observed),
    };
  });
};
