import { KubeDeployment } from '@backstage-federation/kubernetes-clusters';
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
} from '@backstage-federation/plugin-federation-node';
import { unregisterNode } from '../control';
import { PUBLIC_KEY_ANNOTATION } from '../names';
import { flowerProfile } from '../profiles';
import { sha256 } from '../security/superNodeKey';
import { keyInputs, publicKeyIn } from './registrationSteps';
import { flowerSteps, MemberPlace } from './stepIds';
import {
  NoSuperLinkError,
  superLinkAccess,
  superLinkNodes,
  untilAnswered,
} from './superLinkAccess';

/** Names of SuperNodes of a member by the fingerprint of the key that they run with. */
function runningKeys(
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
  const { access, nodes } = await superLinkNodes(spec, client, signal);
  const effects: CallEffect[] = [];
  for (const { nodeId, publicKey, status } of nodes) {
    const name = publicKey && keys.get(sha256(publicKey));
    if (!name || status === 'unregistered') continue;
    if (!context.dryRun) {
      await unregisterNode(
        client,
        access.target,
        flowerProfile(spec.workload.version),
        nodeId,
        access.options,
      );
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
 * `options.wanted`: of which SuperNodes that run; default all of the member's
 * `options.names`: of these SuperNodes, whose keys are read, whether they run or not
 * @public
 */
export function unregistrationSteps(
  spec: FlowerFederationSpec,
  member: MemberPlace,
  observed: Observed,
  options: {
    wanted?: (name: string) => boolean;
    names?: string[];
    id?: string;
    dependsOn?: string[];
  } = {},
): CallStep[] {
  if (spec.workload.security !== 'supernode-auth') return [];
  const read = options.names ?? [];
  const { wanted = name => !options.names || read.includes(name) } = options;
  const running = new Map(
    [...runningKeys(spec, member, observed)].filter(([, name]) => wanted(name)),
  );
  const all = new Set([...read, ...running.values()]);
  if (!all.size) return [];
  const names = [...all].sort().join(', ');
  return [
    {
      kind: 'call',
      id: options.id ?? flowerSteps.superNodesUnregistered(member.name),
      title: `${member.name}: unregister ${names}`,
      cluster: spec.hub.cluster,
      dependsOn: options.dependsOn ?? [],
      inputs: keyInputs(
        member,
        read.map(name => ({ name })),
      ),
      does: `unregister ${names}`,
      async call(secrets, context) {
        const client = context.clusters(spec.hub.cluster);
        const keys = new Map(running);
        for (const name of read) {
          const publicKey = publicKeyIn(secrets[name]);
          if (publicKey) keys.set(sha256(publicKey), name);
        }
        try {
          await superLinkAccess(spec, client, context.signal);
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
