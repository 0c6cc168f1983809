import {
  FlowerFederationSpec,
  SuperNodeSpec,
} from '@backstage-federation/plugin-federation-common';
import {
  kube,
  KubeDeployment,
  ObjectKey,
} from '@backstage-federation/kubernetes-clusters';
import {
  CallContext,
  PlanStep,
  StepInput,
  StepInputs,
} from '@backstage-federation/plugin-federation-node';
import { ClusterPlatform } from '../kube';
import { NODE_ID_ANNOTATION } from '../names';
import { SuperNodeCredentials, superNodeObjects } from '../objects';
import { certificateFacts } from '../security/certificates';
import { sha256 } from '../security/superNodeKey';
import { keyInputs, publicKeyIn } from './registrationSteps';
import { flowerSteps, MemberPlace } from './stepIds';
import {
  authorityIn,
  authorityInput,
  superLinkNodes,
  untilAnswered,
} from './superLinkAccess';

/** Not the name of a SuperNode, which has no blank. */
const AUTHORITY = 'the authority';
const deploymentInput = (name: string) => `deployment ${name}`;

/** Ids of the nodes by public key, as the SuperLink has them; undefined in a dry-run when it does not answer. */
async function nodeIds(
  spec: FlowerFederationSpec,
  context: CallContext,
): Promise<Map<string, string> | undefined> {
  const client = context.clusters(spec.hub.cluster);
  try {
    const { nodes } = await untilAnswered(context, signal =>
      superLinkNodes(spec, client, signal),
    );
    return new Map(
      nodes
        .filter(({ status }) => status !== 'unregistered')
        .map(({ publicKey = '', nodeId }) => [publicKey, nodeId]),
    );
  } catch (error) {
    context.signal.throwIfAborted();
    if (!context.dryRun) throw error;
    return undefined;
  }
}

function presentNodeId(
  superNode: string,
  inputs: Partial<StepInputs>,
): string | undefined {
  const found = inputs[deploymentInput(superNode)] as
    | KubeDeployment
    | undefined;
  return found?.spec?.template?.metadata?.annotations?.[NODE_ID_ANNOTATION];
}

/** Credentials of each SuperNode, or what is missing. */
async function credentialsOf(
  spec: FlowerFederationSpec,
  superNodes: SuperNodeSpec[],
  inputs: Partial<StepInputs>,
  context: CallContext,
): Promise<Map<string, SuperNodeCredentials> | { missing: string }> {
  const facts = certificateFacts(authorityIn(inputs[AUTHORITY]) ?? '');
  if (!facts) return { missing: 'needs the authority’s certificate first' };
  const authority = facts.fingerprint;
  if (spec.workload.security === 'tls') {
    return new Map(superNodes.map(({ name }) => [name, { authority }]));
  }
  const keys = superNodes.map(({ name }) => ({
    name,
    publicKey: publicKeyIn(inputs[name]),
  }));
  if (keys.some(({ publicKey }) => !publicKey)) {
    return { missing: 'needs the SuperNodes’ keys first' };
  }
  const ids = await nodeIds(spec, context);
  return new Map(
    keys.map(({ name, publicKey = '' }) => [
      name,
      {
        authority,
        publicKey: sha256(publicKey),
        // A plan without a SuperLink keeps the id that is there.
        nodeId: ids ? ids.get(publicKey) : presentNodeId(name, inputs),
      },
    ]),
  );
}

function keysOf(
  { namespace }: MemberPlace,
  superNodes: SuperNodeSpec[],
): ObjectKey[] {
  return superNodes.flatMap(({ name }) => [
    { type: kube.deployment, namespace, name },
    { type: kube.networkPolicy, namespace, name },
  ]);
}

/**
 * The SuperNodes' objects: known when planning, or, with TLS, with marks of what they start with. The id that the
 * SuperLink gave is among them: a SuperLink that lost its registrations gives another, and the SuperNodes start anew,
 * instead of waiting in a back-off or, with Flower 1.35 and 1.36, for ever.
 *
 * @internal
 */
export function superNodeObjectsStep(
  spec: FlowerFederationSpec,
  member: MemberPlace,
  platform: ClusterPlatform,
  options: { superNodes: SuperNodeSpec[]; title: string; dependsOn: string[] },
): PlanStep {
  const { superNodes, title, dependsOn } = options;
  const { name, cluster, namespace } = member;
  const step = { id: flowerSteps.superNodes(name), title, cluster };
  const objects = superNodes.flatMap(superNode =>
    superNodeObjects(spec, member, superNode, platform),
  );
  if (spec.workload.security === 'insecure') {
    return { ...step, kind: 'ensure', dependsOn, objects };
  }
  const authentication = spec.workload.security === 'supernode-auth';
  const deployments = superNodes.map(
    ({ name: superNode }): [string, StepInput] => [
      deploymentInput(superNode),
      { cluster, key: { type: kube.deployment, namespace, name: superNode } },
    ],
  );
  return {
    ...step,
    kind: 'call',
    dependsOn: [
      ...dependsOn,
      flowerSteps.authority(name),
      ...(authentication ? [flowerSteps.superNodesRegistered(name)] : []),
    ],
    inputs: {
      [AUTHORITY]: authorityInput(member),
      ...(authentication ? keyInputs(member, superNodes) : {}),
      ...(authentication ? Object.fromEntries(deployments) : {}),
    },
    showsValues: true,
    async call(inputs, context) {
      const credentials = await credentialsOf(
        spec,
        superNodes,
        inputs,
        context,
      );
      return 'missing' in credentials
        ? credentials
        : {
            objects: superNodes.flatMap(superNode =>
              superNodeObjects(
                spec,
                member,
                superNode,
                platform,
                credentials.get(superNode.name),
              ),
            ),
          };
    },
    produces: keysOf(member, superNodes),
    drafts: objects,
  };
}
