import {
  kube,
  KubeDeployment,
} from '@backstage-federation/kubernetes-clusters';
import {
  FEDERATION_LABEL,
  FlowerFederationSpec,
  MEMBER_LABEL,
} from '@backstage-federation/plugin-federation-common';
import {
  CallContext,
  CallEffect,
  CallStep,
  Observed,
  StepInput,
} from '@backstage-federation/plugin-federation-node';
import { unregisterNode } from '../control';
import { PUBLIC_KEY_ANNOTATION, superNodeOfKeySecret } from '../names';
import { sha256 } from '../security/superNodeKey';
import { keyInputs, publicKeyIn } from './registrationSteps';
import { flowerSteps, MemberPlace } from './stepIds';
import {
  NoSuperLinkError,
  superLinkApi,
  superLinkNodes,
  untilAnswered,
} from './superLinkAccess';

/** Names of SuperNodes of a member by the fingerprint of the key that they run with. @internal */
export function runningKeys(
  spec: FlowerFederationSpec,
  member: MemberPlace,
  observed: Observed,
): Map<string, string> {
  const found = new Map<string, string>();
  for (const object of observed.clusters[member.cluster]?.objects ?? []) {
    const { metadata } = object;
    const fingerprint = (object as KubeDeployment).spec?.template?.metadata
      ?.annotations?.[PUBLIC_KEY_ANNOTATION];
    if (
      object.kind === 'Deployment' &&
      metadata.namespace === member.namespace &&
      metadata.labels?.[FEDERATION_LABEL] === spec.name &&
      metadata.labels[MEMBER_LABEL] === member.name &&
      fingerprint
    ) {
      found.set(fingerprint, metadata.name);
    }
  }
  return found;
}

async function unregisterAll(
  spec: FlowerFederationSpec,
  member: MemberPlace,
  keys: Map<string, string>,
  context: CallContext,
  signal: AbortSignal,
): Promise<CallEffect[]> {
  const client = context.clusters(spec.hub.cluster);
  const { api, nodes } = await superLinkNodes(spec, client, signal);
  const effects: CallEffect[] = [];
  for (const { nodeId, publicKey, status } of nodes) {
    const name = publicKey && keys.get(sha256(publicKey));
    if (!name || status === 'unregistered') continue;
    if (!context.dryRun) {
      await unregisterNode(api, nodeId, { signal });
    }
    effects.push({
      kind: 'SuperNode registration',
      name: `${member.name}/${name}`,
      outcome: 'removed',
    });
  }
  return effects;
}

/**
 * Makes the SuperLink forget SuperNodes for good: whoever has a copy of their keys can do nothing with it. A SuperLink
 * that does not run has nothing to forget, as its registrations go with its pod.
 *
 * @param superNodes - their names; known by the keys in their Secrets and by those that they run with
 * @public
 */
export function unregistrationSteps(
  spec: FlowerFederationSpec,
  member: MemberPlace,
  observed: Observed,
  superNodes: string[],
): CallStep[] {
  if (spec.workload.security !== 'supernode-auth' || !superNodes.length) {
    return [];
  }
  const running = [...runningKeys(spec, member, observed)].filter(([, name]) =>
    superNodes.includes(name),
  );
  const names = [...superNodes].sort().join(', ');
  return [
    {
      kind: 'call',
      id: flowerSteps.superNodesUnregistered(member.name),
      title: `${member.name}: unregister ${names}`,
      cluster: spec.hub.cluster,
      dependsOn: [],
      inputs: keyInputs(
        member,
        superNodes.map(name => ({ name })),
      ),
      does: `unregister ${names}`,
      async call(secrets, context) {
        const client = context.clusters(spec.hub.cluster);
        const keys = new Map(running);
        for (const name of superNodes) {
          const publicKey = publicKeyIn(secrets[name]);
          if (publicKey) keys.set(sha256(publicKey), name);
        }
        try {
          await superLinkApi(spec, client, context.signal);
        } catch (error) {
          // A hub that does not answer may well run one.
          if (!(error instanceof NoSuperLinkError)) throw error;
          return { message: error.message };
        }
        return {
          effects: await untilAnswered(context, signal =>
            unregisterAll(spec, member, keys, context, signal),
          ),
        };
      },
    },
  ];
}

/** Unregisters the SuperNodes whose Deployments or keys are to be removed. @internal */
export function unregistrationsBefore(
  spec: FlowerFederationSpec,
  removed: StepInput[],
  observed: Observed,
): CallStep[] {
  return spec.members.flatMap(member => {
    const superNodes = removed
      .filter(
        ({ cluster, key }) =>
          cluster === member.cluster && key.namespace === member.namespace,
      )
      .flatMap(({ key: { type, name } }) => {
        if (type === kube.deployment) return [name];
        return type === kube.secret ? superNodeOfKeySecret(name) ?? [] : [];
      });
    return unregistrationSteps(spec, member, observed, [
      ...new Set(superNodes),
    ]);
  });
}
