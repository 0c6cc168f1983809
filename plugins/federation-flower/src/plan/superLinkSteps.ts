import { FlowerFederationSpec } from '@backstage-federation/plugin-federation-common';
import {
  kube,
  KubeDeployment,
  KubeObject,
  KubePod,
  ObjectKey,
} from '@backstage-federation/kubernetes-clusters';
import {
  Observed,
  PlanStep,
} from '@backstage-federation/plugin-federation-node';
import { ClusterPlatform } from '../kube';
import {
  SUPERLINK_CONTAINER,
  SUPERLINK_NAME,
  SUPERLINK_TLS_SECRET,
} from '../names';
import { superLinkObjects } from '../objects';
import { secretText } from '../objects/credentialObjects';
import { certificateFacts } from '../security/certificates';
import { certificateSteps } from './certificateSteps';
import { deploymentProgress } from './deploymentProgress';
import { explainPods } from './explainPods';
import { flowerSteps } from './stepIds';

/** Milliseconds for a Flower pod to run: most of it is the first pull of the image. @public */
export const POD_TIMEOUT_MS = 300_000;

const TYPES = [
  kube.configMap,
  kube.deployment,
  kube.service,
  kube.networkPolicy,
];

function keyOf({ kind, metadata }: KubeObject): ObjectKey {
  const { namespace, name } = metadata;
  return { type: TYPES.find(type => type.kind === kind)!, namespace, name };
}

/** The SuperLink's objects: known when planning, or, with TLS, with a mark of the certificate that it starts with. */
function objectsStep(
  spec: FlowerFederationSpec,
  platform: ClusterPlatform,
  dependsOn: string[],
): PlanStep {
  const { cluster, namespace } = spec.hub;
  const objects = superLinkObjects(spec, platform);
  const step = {
    id: flowerSteps.superLink,
    title: `hub: SuperLink ${spec.workload.version}`,
    cluster,
  };
  if (spec.workload.security === 'insecure') {
    return { ...step, kind: 'ensure', dependsOn, objects };
  }
  const key = { type: kube.secret, namespace, name: SUPERLINK_TLS_SECRET };
  return {
    ...step,
    kind: 'call',
    dependsOn: [...dependsOn, flowerSteps.certificates],
    inputs: { tls: { cluster, key } },
    showsValues: true,
    async call({ tls }) {
      const facts = certificateFacts(secretText(tls, 'tls.crt') ?? '');
      return facts
        ? {
            objects: superLinkObjects(spec, platform, {
              certificate: facts.fingerprint,
            }),
          }
        : { missing: 'needs its certificate first' };
    },
    produces: objects.map(keyOf),
    drafts: objects,
  };
}

/**
 * Steps that bring the SuperLink up: its certificate, if the spec wants TLS, its objects, then a wait until its Fleet API
 * listens.
 *
 * `options.dependsOn`: steps before; default the hub's namespace
 * `options.observed`: what there is, to say when a certificate will be renewed
 * @throws InputError for a version without a profile
 * @public
 */
export function superLinkSteps(
  spec: FlowerFederationSpec,
  platform: ClusterPlatform,
  options: {
    dependsOn?: string[];
    timeoutMs?: number;
    observed?: Observed;
  } = {},
): PlanStep[] {
  const { cluster, namespace } = spec.hub;
  const dependsOn = options.dependsOn ?? [flowerSteps.hubNamespace];
  return [
    ...certificateSteps(spec, { observed: options.observed, dependsOn }),
    objectsStep(spec, platform, dependsOn),
    {
      kind: 'until',
      id: flowerSteps.superLinkAvailable,
      title: 'hub: SuperLink is running',
      cluster,
      dependsOn: [flowerSteps.superLink],
      watches: {
        deployment: {
          cluster,
          type: kube.deployment,
          namespace,
          name: SUPERLINK_NAME,
        },
        pods: {
          cluster,
          type: kube.pod,
          namespace,
          labelSelector: `app=${SUPERLINK_NAME}`,
        },
      },
      predicate: objects =>
        deploymentProgress(
          'SuperLink',
          SUPERLINK_CONTAINER,
          objects.deployment?.[0] as KubeDeployment | undefined,
          (objects.pods ?? []) as KubePod[],
        ),
      timeoutMs: options.timeoutMs ?? POD_TIMEOUT_MS,
      explain: objects =>
        explainPods(
          'superlink',
          {
            kind: 'superlink',
            id: `${cluster}/${namespace}/${SUPERLINK_NAME}`,
            label: 'SuperLink',
          },
          cluster,
          SUPERLINK_CONTAINER,
          objects.pods ?? [],
        ),
    },
  ];
}
