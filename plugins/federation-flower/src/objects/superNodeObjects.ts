import {
  FlowerFederationSpec,
  FlowerMemberSpec,
  SuperNodeSpec,
} from '@backstage-federation/plugin-federation-common';
import {
  KubeNetworkPolicy,
  KubeObject,
} from '@backstage-federation/kubernetes-clusters';
import { ClusterPlatform } from '../kube';
import {
  FLEET_SERVICE,
  SUPERNODE_COMPONENT,
  SUPERNODE_CONTAINER,
} from '../names';
import { flowerProfile } from '../profiles';
import {
  componentLabels,
  containerAdditions,
  flowerDeployment,
} from './podParts';
import { imageOf } from './images';
import { SuperNodeCredentials, superNodeSecurity } from './securityParts';

/**
 * One SuperNode's objects on a member: the guide's Deployment with what `guideDifferences` lists, and a NetworkPolicy
 * that lets nobody in, because nothing ever needs to connect to a SuperNode.
 *
 * It reaches the SuperLink by the listener's short name, `fleet-api`, which is the same in every namespace.
 *
 * @param credentials - what it starts with, once that is made and registered; a change starts it anew
 * @throws InputError for a version without a profile
 * @public
 */
export function superNodeObjects(
  spec: FlowerFederationSpec,
  member: Pick<FlowerMemberSpec, 'name' | 'namespace'>,
  superNode: SuperNodeSpec,
  platform: ClusterPlatform,
  credentials?: SuperNodeCredentials,
): KubeObject[] {
  const profile = flowerProfile(spec.workload.version);
  const { namespace } = member;
  const labels = componentLabels(spec, SUPERNODE_COMPONENT, member.name);
  const security = superNodeSecurity(spec, superNode.name, credentials);

  const deployment = flowerDeployment({
    name: superNode.name,
    namespace,
    labels,
    platform,
    security,
    container: {
      name: SUPERNODE_CONTAINER,
      image: imageOf(spec, 'supernode'),
      args: [
        ...security.args,
        '--superlink',
        `${FLEET_SERVICE}:${profile.fleet.port}`,
        ...profile.superNodeRuntimeArgs,
        // One argument, however many pairs it has.
        ...(superNode.nodeConfig?.trim()
          ? ['--node-config', superNode.nodeConfig.trim()]
          : []),
      ],
      ports: [{ containerPort: profile.superNodeRuntimePort, protocol: 'TCP' }],
      ...containerAdditions(profile),
    },
  });

  const networkPolicy: KubeNetworkPolicy = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: superNode.name, namespace, labels },
    spec: {
      podSelector: { matchLabels: { app: superNode.name } },
      // No `ingress: []` beside it: a real API server drops the empty list, and so writes at each apply.
      policyTypes: ['Ingress'],
    },
  };
  return [deployment, networkPolicy];
}
