import { FlowerFederationSpec } from '@backstage-federation/plugin-federation-common';
import { ConflictError, NotFoundError } from '@backstage/errors';
import { kube, KubeObject } from '@backstage-federation/kubernetes-clusters';
import {
  CallContext,
  CallEffect,
  CallStep,
  StepInput,
  StepInputs,
} from '@backstage-federation/plugin-federation-node';
import { registerNode } from '../control';
import { superNodeKeySecret } from '../names';
import { secretText, superNodeKeyObject } from '../objects/credentialObjects';
import { isPublicKey, makeSuperNodeKey } from '../security/superNodeKey';
import { flowerSteps, MemberPlace } from './stepIds';
import { superLinkNodes, untilAnswered } from './superLinkAccess';

/** What a registration is called in results. */
const REGISTRATION = 'SuperNode registration';

/** The key Secrets of SuperNodes, as inputs by the SuperNodes' names. @internal */
export function keyInputs(
  member: MemberPlace,
  superNodes: { name: string }[],
): Record<string, StepInput> {
  const { cluster, namespace } = member;
  return Object.fromEntries(
    superNodes.map(({ name }) => [
      name,
      {
        cluster,
        key: { type: kube.secret, namespace, name: superNodeKeySecret(name) },
      },
    ]),
  );
}

/** The public key in a SuperNode's Secret, when both halves are there. @internal */
export function publicKeyIn(
  secret: KubeObject | undefined,
): string | undefined {
  const publicKey = secretText(secret, 'public.pem');
  return publicKey &&
    isPublicKey(publicKey) &&
    secretText(secret, 'ssh-privatekey')
    ? publicKey
    : undefined;
}

/** Keys of SuperNodes: each made once, here, and stored on its member only. @public */
export function superNodeKeySteps(
  spec: FlowerFederationSpec,
  member: MemberPlace,
  superNodes: { name: string }[],
  dependsOn: string[],
): CallStep[] {
  if (spec.workload.security !== 'supernode-auth') return [];
  const inputs = keyInputs(member, superNodes);
  return [
    {
      kind: 'call',
      id: flowerSteps.superNodeKeys(member.name),
      title: `${member.name}: ${
        superNodes.length === 1
          ? `key of ${superNodes[0].name}`
          : `keys of ${superNodes.length} SuperNodes`
      }`,
      cluster: member.cluster,
      dependsOn,
      inputs,
      async call(secrets) {
        return {
          objects: superNodes.map(({ name }) => {
            const publicKey = publicKeyIn(secrets[name]);
            const privateKey = secretText(secrets[name], 'ssh-privatekey');
            return superNodeKeyObject(
              spec,
              member,
              name,
              publicKey && privateKey
                ? { publicKey, privateKey }
                : makeSuperNodeKey(`${spec.name}/${member.name}/${name}`),
            );
          }),
        };
      },
      produces: Object.values(inputs).map(({ key }) => key),
    },
  ];
}

async function registerAll(
  spec: FlowerFederationSpec,
  member: MemberPlace,
  keys: { name: string; publicKey: string }[],
  context: CallContext,
  signal: AbortSignal,
): Promise<CallEffect[]> {
  const client = context.clusters(spec.hub.cluster);
  const { api, nodes } = await superLinkNodes(spec, client, signal);
  const effects: CallEffect[] = [];
  for (const { name, publicKey } of keys) {
    const effect = { kind: REGISTRATION, name: `${member.name}/${name}` };
    const known = nodes.filter(node => node.publicKey === publicKey);
    if (known.some(({ status }) => status !== 'unregistered')) {
      effects.push({ ...effect, outcome: 'unchanged' });
      continue;
    }
    if (known.length) {
      throw new ConflictError(
        `the key of SuperNode ${name} was unregistered, and a SuperLink never takes such a key again; delete Secret ${superNodeKeySecret(
          name,
        )} in namespace ${member.namespace} of cluster ${
          member.cluster
        } and run this again, then it gets a new one`,
      );
    }
    if (!context.dryRun) {
      await registerNode(api, publicKey, { signal });
    }
    effects.push({ ...effect, outcome: 'created' });
  }
  return effects;
}

function publicKeys(
  superNodes: { name: string }[],
  secrets: Partial<StepInputs>,
): { name: string; publicKey: string }[] {
  return superNodes.map(({ name }) => {
    const publicKey = publicKeyIn(secrets[name]);
    if (!publicKey) {
      throw new NotFoundError(
        `there is no key of SuperNode ${name} (Secret ${superNodeKeySecret(
          name,
        )})`,
      );
    }
    return { name, publicKey };
  });
}

/**
 * Makes SuperNodes' public keys known to the SuperLink; what it knows stays as it is. A SuperLink that lost its database
 * gets them again.
 *
 * @public
 */
export function registrationSteps(
  spec: FlowerFederationSpec,
  member: MemberPlace,
  superNodes: { name: string }[],
  options: { dependsOn?: string[] } = {},
): CallStep[] {
  if (spec.workload.security !== 'supernode-auth') return [];
  return [
    {
      kind: 'call',
      id: flowerSteps.superNodesRegistered(member.name),
      title: `${member.name}: ${
        superNodes.length === 1
          ? `${superNodes[0].name} registered`
          : `${superNodes.length} SuperNodes registered`
      }`,
      cluster: spec.hub.cluster,
      dependsOn: options.dependsOn ?? [
        flowerSteps.superLinkAvailable,
        flowerSteps.superNodeKeys(member.name),
      ],
      inputs: keyInputs(member, superNodes),
      does: `register ${superNodes.map(({ name }) => name).join(', ')}`,
      async call(secrets, context) {
        const missing = superNodes.filter(({ name }) => !secrets[name]);
        if (missing.length && context.dryRun) {
          return { missing: 'needs the SuperNodes’ keys first' };
        }
        const keys = publicKeys(superNodes, secrets);
        try {
          return {
            effects: await untilAnswered(context, signal =>
              registerAll(spec, member, keys, context, signal),
            ),
          };
        } catch (error) {
          context.signal.throwIfAborted();
          if (!context.dryRun) throw error;
          return {
            missing: error instanceof Error ? error.message : String(error),
          };
        }
      },
    },
  ];
}
