import { InputError, NotFoundError } from '@backstage/errors';
import {
  COMPONENT_LABEL,
  FEDERATION_LABEL,
  FederationSpec,
} from '@backstage-federation/plugin-federation-common';
import { kube, KubeObject } from '@backstage-federation/kubernetes-clusters';
import { readSpecConfigMap, specConfigMapName } from '../planner/specConfigMap';
import { ActionContext } from './context';

/** A cluster that hangs must not hold up the search in the others. */
const SEARCH_TIMEOUT_MS = 10_000;

/** What the search for a federation's spec came to. */
export interface StoredSpec {
  spec?: FederationSpec;
  /** Clusters that did not answer: there it may be. */
  silent: string[];
}

/**
 * Looks for the spec of a federation in all clusters: it is kept in the hub's namespace and nowhere else.
 *
 * @throws InputError when there are two of that name, or when it cannot be read
 */
export async function findStoredSpec(
  { clusters, signal }: ActionContext,
  federation: string,
): Promise<StoredSpec> {
  const silent: string[] = [];
  const lists = await Promise.all(
    clusters.list().map(async ({ name }) => {
      try {
        return await clusters.get(name).list(kube.configMap, {
          labelSelector: `${COMPONENT_LABEL}=spec,${FEDERATION_LABEL}=${federation}`,
          timeoutMs: SEARCH_TIMEOUT_MS,
          signal,
        });
      } catch {
        signal.throwIfAborted();
        silent.push(name);
        return [];
      }
    }),
  );
  // A cluster may stand in the configuration under two names.
  const found = new Map(
    lists.flat().map((object: KubeObject) => [object.metadata.uid, object]),
  );
  if (found.size > 1) {
    throw new InputError(
      `federation: "${federation}" exists on ${found.size} hubs; names must be unique`,
    );
  }
  const [object] = found.values();
  return { ...(object && { spec: readSpecConfigMap(object) }), silent };
}

/**
 * The spec of a federation that must exist, as it is stored: its adapters' parts are not checked again.
 *
 * @throws NotFoundError that names the clusters that did not answer; InputError when there are two of that name, or when it
 * cannot be read
 * @public
 */
export async function requireStoredSpec(
  context: ActionContext,
  federation: string,
): Promise<FederationSpec> {
  const { spec, silent } = await findStoredSpec(context, federation);
  if (!spec) throw notFound(federation, silent);
  return spec;
}

/** The error for a federation that no cluster knows, with the clusters that did not answer. */
export function notFound(federation: string, silent: string[]): Error {
  const note = silent.length
    ? ` (these clusters did not answer: ${silent.join(', ')})`
    : '';
  return new NotFoundError(
    `federation: no federation named "${federation}" found${note}`,
  );
}

/**
 * Whether a federation exists, with its hub at that place. One call to one cluster, so that the permission is
 * known before anything else is looked at.
 *
 * @throws what the hub's cluster answers when it cannot say
 */
export async function isStored(
  { clusters, signal }: ActionContext,
  federation: string,
  hub: { cluster: string; namespace: string },
): Promise<boolean> {
  if (!clusters.list().some(cluster => cluster.name === hub.cluster)) {
    return false;
  }
  const object = await clusters.get(hub.cluster).get(
    {
      type: kube.configMap,
      namespace: hub.namespace,
      name: specConfigMapName(federation),
    },
    { signal },
  );
  return object !== undefined;
}
