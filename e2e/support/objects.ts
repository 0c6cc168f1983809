import { Kube } from './kube';

/** Resource types that a federation's objects have. */
const PATHS = [
  '/api/v1/configmaps',
  '/api/v1/services',
  '/api/v1/secrets',
  '/api/v1/persistentvolumeclaims',
  '/apis/apps/v1/deployments',
  '/apis/networking.k8s.io/v1/networkpolicies',
  '/apis/coordination.k8s.io/v1/leases',
  ...[
    'sites',
    'links',
    'accessgrants',
    'accesstokens',
    'connectors',
    'listeners',
    'routeraccesses',
    'certificates',
  ].map(plural => `/apis/skupper.io/v2alpha1/${plural}`),
];

export const FEDERATION_LABEL = 'backstage-federation.dev/federation';

/** Objects that carry the federation's label, as `path namespace/name` → object. */
export async function federationObjects(
  kube: Kube,
  federation: string,
): Promise<Map<string, any>> {
  const objects = new Map<string, any>();
  for (const path of PATHS) {
    const selector = encodeURIComponent(`${FEDERATION_LABEL}=${federation}`);
    for (const item of await kube.list(`${path}?labelSelector=${selector}`)) {
      const { namespace, name } = item.metadata;
      objects.set(`${path.split('/').pop()} ${namespace}/${name}`, item);
    }
  }
  return objects;
}

/** Everything in a namespace that someone wrote on purpose. */
export async function resourceVersions(
  kubes: Record<string, Kube>,
  federation: string,
): Promise<Record<string, string>> {
  const versions: Record<string, string> = {};
  for (const [cluster, kube] of Object.entries(kubes)) {
    for (const [key, object] of await federationObjects(kube, federation)) {
      versions[`${cluster} ${key}`] = object.metadata.resourceVersion;
    }
  }
  return versions;
}
