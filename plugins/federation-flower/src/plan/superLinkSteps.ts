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
import { databaseMoves, superLinkVolume } from './superLinkVolume';

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

/** The volume of its database, if it has one, and the SuperLink's objects: known when planning, or, with TLS, with a mark of the certificate that it starts with. */
function objectsSteps(
  spec: FlowerFederationSpec,
  platform: ClusterPlatform,
  before: string[],
  observed: Observed | undefined,
): PlanStep[] {
  const { cluster, namespace } = spec.hub;
  const volume = superLinkVolume(spec, observed);
  const persistent = volume !== undefined;
  const objects = superLinkObjects(spec, platform, undefined, persistent);
  const moves = databaseMoves(spec, volume, observed);
  const step = {
    id: flowerSteps.superLink,
    title: `hub: SuperLink ${spec.workload.version}${
      moves ? `; ${moves}` : ''
    }`,
    cluster,
  };
  const volumeSteps: PlanStep[] = volume
    ? [
        {
          kind: 'ensure',
          id: flowerSteps.superLinkVolume,
          title: volume.title,
          cluster,
          dependsOn: before,
          objects: [volume.claim],
        },
      ]
    : [];
  const dependsOn = [...before, ...volumeSteps.map(({ id }) => id)];
  if (spec.workload.security === 'insecure') {
    return [{ ...step, kind: 'ensure', dependsOn, objects }];
  }
  const key = { type: kube.secret, namespace, name: SUPERLINK_TLS_SECRET };
  return [
    ...volumeSteps,
    {
      ...step,
      kind: 'call',
      dependsOn: [...dependsOn, flowerSteps.certificates],
      inputs: { tls: { cluster, key } },
      showsValues: true,
      async call({ tls }) {
        const facts = certificateFacts(secretText(tls, 'tls.crt') ?? '');
        return facts
          ? {
              objects: superLinkObjects(
                spec,
                platform,
                { certificate: facts.fingerprint },
                persistent,
              ),
            }
          : { missing: 'needs its certificate first' };
      },
      produces: objects.map(keyOf),
      drafts: objects,
    },
  ];
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
    ...objectsSteps(spec, platform, dependsOn, options.observed),
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
