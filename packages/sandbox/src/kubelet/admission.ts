import { KubeObject, resources, SandboxClient } from '../client';

/** Images whose USER is a name, so that a kubelet cannot tell whether it is root. */
const NAMED_USER = /(^|\/)flwr\/(superlink|supernode|superexec|base)[:@]/;

/**
 * The kubelet's refusal of `runAsNonRoot` for an image whose user has no number, unless the pod gives one.
 * OpenShift's admission always gives one.
 */
export function nonRootViolation(
  pod: KubeObject,
  container: { name: string; image: string; securityContext?: any },
  openshift: boolean,
): string | undefined {
  const effective = {
    ...pod.spec?.securityContext,
    ...container.securityContext,
  };
  if (openshift || !effective.runAsNonRoot) {
    return undefined;
  }
  const where = `(pod: "${pod.metadata.name}_${pod.metadata.namespace}(${pod.metadata.uid})", container: ${container.name})`;
  if (effective.runAsUser === 0) {
    return `container's runAsUser breaks non-root policy ${where}`;
  }
  if (effective.runAsUser === undefined && NAMED_USER.test(container.image)) {
    return `container has runAsNonRoot and image has non-numeric user (app), cannot verify user is non-root ${where}`;
  }
  return undefined;
}

/** The first Secret or ConfigMap that the pod mounts and that does not exist, as the kubelet's event says it. */
export async function missingVolume(
  client: SandboxClient,
  pod: KubeObject,
): Promise<string | undefined> {
  const { namespace } = pod.metadata;
  for (const volume of pod.spec?.volumes ?? []) {
    const wanted = [
      ...sourcesOf(volume),
      ...(volume.projected?.sources ?? []).flatMap(sourcesOf),
    ];
    for (const { type, name } of wanted) {
      if (!(await client.get(type, namespace, name))) {
        const kind = type.kind.toLowerCase();
        return `MountVolume.SetUp failed for volume "${volume.name}" : ${kind} "${name}" not found`;
      }
    }
  }
  return undefined;
}

function sourcesOf({ secret, configMap }: any) {
  const name = secret?.secretName ?? secret?.name;
  return [
    { type: resources.secrets, ...secret, name },
    { type: resources.configMaps, ...configMap },
  ].filter(source => source.name && !source.optional);
}

/** Why a scheduler finds no node for a pod: a claim that is not there, or has no volume yet. */
export async function missingClaim(
  client: SandboxClient,
  { metadata: { namespace }, spec }: KubeObject,
): Promise<string | undefined> {
  for (const { persistentVolumeClaim } of spec?.volumes ?? []) {
    const name = persistentVolumeClaim?.claimName;
    const claim =
      name &&
      (await client.get(resources.persistentVolumeClaims, namespace, name));
    if (name && (!claim || claim.metadata.deletionTimestamp)) {
      const state = claim ? 'is being deleted' : 'not found';
      return `0/1 nodes are available: persistentvolumeclaim "${name}" ${state}.`;
    }
    if (claim && claim.status?.phase !== 'Bound') {
      return '0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.';
    }
  }
  return undefined;
}
