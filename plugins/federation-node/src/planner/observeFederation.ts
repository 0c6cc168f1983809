import { isError } from '@backstage/errors';
import { FederationSpec } from '@backstage-federation/plugin-federation-common';
import {
  kube,
  ClusterClient,
  KubernetesClusters,
  KubeObject,
  openshiftRoute,
  resourceName,
} from '@backstage-federation/kubernetes-clusters';
import {
  ReadRequest,
  Observed,
  ObservedCluster,
  leavingMembers,
  readSpecConfigMap,
  specConfigMapName,
} from '@backstage-federation/federation-plans';
import { Adapters } from '../contract/FederationAdapters';
import { labelledPlaces } from './namespaces';

/** Without what must not lie about in memory: Secrets' data, grants' and tokens' codes. @internal */
export function withoutSecrets(object: KubeObject): KubeObject {
  if (object.kind === 'Secret') {
    const { data: _data, stringData: _stringData, ...rest } = object;
    return rest as KubeObject;
  }
  const strip = (part: unknown) => {
    if (!part || typeof part !== 'object' || !('code' in part)) return part;
    const { code: _code, ...rest } = part as Record<string, unknown>;
    return rest;
  };
  return object.kind === 'AccessGrant' || object.kind === 'AccessToken'
    ? { ...object, spec: strip(object.spec), status: strip(object.status) }
    : object;
}

function message(error: unknown): string {
  return isError(error) ? error.message : String(error);
}

/** Only a cluster that does not answer at all is unknown as a whole. */
function isUnreachable(error: unknown): boolean {
  return isError(error) && error.name === 'ServiceUnavailableError';
}

async function readOne(
  client: ClusterClient,
  request: ReadRequest,
  signal: AbortSignal,
): Promise<KubeObject[]> {
  const { type, namespace, name, labelSelector } = request;
  if (name !== undefined) {
    const object = await client.get(
      { type, name, ...(namespace ? { namespace } : {}) },
      { signal, managers: true },
    );
    return object ? [object] : [];
  }
  return client.list(type, {
    signal,
    managers: true,
    ...(namespace ? { namespace } : {}),
    ...(labelSelector ? { labelSelector } : {}),
  });
}

async function servedTypes(
  client: ClusterClient,
  requests: ReadRequest[],
  signal: AbortSignal,
): Promise<Set<string>> {
  const types = new Map(
    [openshiftRoute, ...requests.map(r => r.type)].map(t => [
      resourceName(t),
      t,
    ]),
  );
  const served = await Promise.all(
    [...types].map(async ([name, type]) => ({
      name,
      served: await client.serves(type, { signal }),
    })),
  );
  return new Set(served.filter(s => s.served).map(s => s.name));
}

async function observeCluster(
  client: ClusterClient,
  requests: ReadRequest[],
  signal: AbortSignal,
): Promise<ObservedCluster> {
  let served: Set<string>;
  try {
    served = await servedTypes(client, requests, signal);
  } catch (error) {
    signal.throwIfAborted();
    return { objects: [], error: message(error) };
  }
  const objects = new Map<string, KubeObject>();
  const unread = new Map<
    string,
    { resource: string; namespace?: string; message: string }
  >();
  let failure: unknown;
  await Promise.all(
    requests
      .filter(request => served.has(resourceName(request.type)))
      .map(async request => {
        try {
          for (const object of await readOne(client, request, signal)) {
            const { kind, metadata } = object;
            objects.set(
              `${kind}/${metadata.namespace ?? ''}/${metadata.name}`,
              withoutSecrets({
                ...object,
                apiVersion: object.apiVersion ?? request.type.apiVersion,
                kind: kind ?? request.type.kind,
              }),
            );
          }
        } catch (error) {
          if (isUnreachable(error)) failure = error;
          const resource = resourceName(request.type);
          unread.set(`${resource}/${request.namespace ?? ''}`, {
            resource,
            ...(request.namespace ? { namespace: request.namespace } : {}),
            message: message(error),
          });
        }
      }),
  );
  signal.throwIfAborted();
  if (failure) return { objects: [], error: message(failure) };
  return {
    objects: [...objects.values()],
    openshift: served.has(resourceName(openshiftRoute)),
    served: [...served].sort(),
    ...(unread.size ? { unread: [...unread.values()] } : {}),
  };
}

/** The spec that is stored in the hub, when it can be read; with the members that are being taken away. */
async function readStored(
  spec: FederationSpec,
  clusters: KubernetesClusters,
  signal: AbortSignal,
): Promise<FederationSpec | undefined> {
  try {
    const object = await clusters.get(spec.hub.cluster).get(
      {
        type: kube.configMap,
        namespace: spec.hub.namespace,
        name: specConfigMapName(spec.name),
      },
      { signal },
    );
    if (!object) return undefined;
    const stored = readSpecConfigMap(object);
    const members = [...stored.members, ...leavingMembers(object)];
    return { ...stored, members };
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}

function requestsOf(
  spec: FederationSpec,
  { interconnect, workload }: Adapters,
): ReadRequest[] {
  const places = labelledPlaces(spec);
  return [
    ...places.map(({ cluster, namespace }) => ({
      cluster,
      type: kube.namespace,
      name: namespace,
    })),
    {
      cluster: spec.hub.cluster,
      type: kube.configMap,
      namespace: spec.hub.namespace,
      name: specConfigMapName(spec.name),
    },
    ...interconnect.reads(spec, workload.services(spec)),
    ...workload.reads(spec),
  ];
}

/**
 * Reads from all clusters at once what a plan for this spec must see, also of members that the stored spec has and this one
 * has not. A cluster that does not answer, or is not configured, has `error`; what the credentials may not read is in `unread`.
 *
 * @public
 */
export async function observeFederation(
  spec: FederationSpec,
  clusters: KubernetesClusters,
  options: Adapters & {
    signal: AbortSignal;
    /** What to read besides. */
    reads?: ReadRequest[];
  },
): Promise<Observed> {
  const { signal, reads = [] } = options;
  const stored = await readStored(spec, clusters, signal);
  const requests = [
    ...requestsOf(spec, options),
    ...reads,
    ...(stored
      ? requestsOf(stored, options).filter(r =>
          isConfigured(clusters, r.cluster),
        )
      : []),
  ];
  const names = [...new Set(requests.map(r => r.cluster))];
  const observed = await Promise.all(
    names.map(async name => {
      const own = new Map(
        requests
          .filter(r => r.cluster === name)
          .map(r => [
            JSON.stringify([
              resourceName(r.type),
              r.namespace,
              r.name,
              r.labelSelector,
            ]),
            r,
          ]),
      );
      return [
        name,
        isConfigured(clusters, name)
          ? await observeCluster(clusters.get(name), [...own.values()], signal)
          : { objects: [], error: 'it is not configured' },
      ] as const;
    }),
  );
  return { clusters: Object.fromEntries(observed) };
}

function isConfigured(clusters: KubernetesClusters, name: string): boolean {
  return clusters.list().some(cluster => cluster.name === name);
}
