import {
  InputError,
  isError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { FEDERATION_LABEL } from '@backstage-federation/plugin-federation-common';
import {
  ClusterClient,
  kube,
  KubeObject,
  resourceName,
  ResourceType,
} from '@backstage-federation/kubernetes-clusters';
import {
  belongsTo,
  federationOf,
  FoundClaims,
  hubId,
  hubOf,
  namespaceOf,
  objectInWords,
  parseHubId,
} from '@backstage-federation/federation-plans';
import {
  isLeftover,
  LabelledObjects,
  planLeftovers,
} from '../planner/leftovers';
import { validatePermissions } from '../planner/validateTargets';
import { ActionContext } from './context';
import { PermittedContext } from './authorize';
import { PreparedRemoval, withPlaces } from './prepare';
import { findStoredClaim, notFound } from './storedSpec';

/** A cluster that hangs must not hold up the search in the others. */
const SEARCH_TIMEOUT_MS = 10_000;

/** The types of what a federation may have left. */
function typesOf({ adapters }: ActionContext): ResourceType[] {
  const types = [
    ...Object.values(kube).filter(({ kind }) => kind !== kube.event.kind),
    ...adapters
      .all()
      .flatMap(({ watches, types: more = [] }) => [
        ...watches.map(({ type }) => type),
        ...more,
      ]),
  ];
  return [...new Map(types.map(type => [resourceName(type), type])).values()];
}

/** What carries any federation's label. What may not be read is said, not taken for absent. */
async function labelledIn(
  client: ClusterClient,
  context: ActionContext,
): Promise<{ objects: KubeObject[]; unread: string[] }> {
  const unread: string[] = [];
  const options = { signal: context.signal, timeoutMs: SEARCH_TIMEOUT_MS };
  const lists = await Promise.all(
    typesOf(context).map(async type => {
      try {
        if (!(await client.serves(type, options))) return [];
        const found = await client.list(type, {
          ...options,
          labelSelector: FEDERATION_LABEL,
        });
        return found.map(object => ({
          ...object,
          apiVersion: type.apiVersion,
          kind: type.kind,
        }));
      } catch (error) {
        context.signal.throwIfAborted();
        if (!isError(error) || error.name !== 'NotAllowedError') throw error;
        unread.push(resourceName(type));
        return [];
      }
    }),
  );
  return { objects: lists.flat(), unread };
}

/** The hub whose cluster cannot be asked may well have the spec. @throws ServiceUnavailableError that names the choice */
function refuseUnknownHubs(
  federation: string,
  found: LabelledObjects[],
  answered: ReadonlySet<string>,
): void {
  for (const { cluster, objects } of found) {
    const unknown = objects.find(object => {
      const hub = hubOf(object);
      return hub && !answered.has(parseHubId(hub).identity);
    });
    if (!unknown) continue;
    throw new ServiceUnavailableError(
      `${objectInWords(
        cluster,
        unknown,
      )} belongs to a federation "${federation}" whose hub is in a cluster that is not configured or does not answer, so nothing was changed. If that cluster does not come back, set leaveLostClusters.`,
    );
  }
}

/** A spec that lies in the hub of what was found is not gone, though it counts for nothing. @throws InputError that names it */
function refuseWrongSpec(
  found: LabelledObjects[],
  { rejected, identities }: FoundClaims,
): void {
  const hubs = new Set(found.flatMap(({ objects }) => objects.map(hubOf)));
  const wrong = rejected.find(({ cluster, object }) =>
    hubs.has(
      hubId(
        identities.get(cluster) ?? cluster,
        object.metadata.namespace ?? '',
      ),
    ),
  );
  if (!wrong) return;
  const { name, cluster, object, reason } = wrong;
  const why =
    reason === 'copy'
      ? 'it names another place as its hub'
      : 'its name, its label and the name in it differ';
  throw new InputError(
    `federation: the spec of "${name}" is not gone, but counts for nothing, so nothing was changed: ${why}. Correct it in ${objectInWords(
      cluster,
      object,
    )}, or delete it, then run this again`,
  );
}

/**
 * Looks in all clusters for what carries a federation's label where its spec has no place, or anywhere when there is no
 * spec, and plans to take it away.
 *
 * @param given - `leaveLost`: go on without a spec though a cluster that may have it does not answer
 * @throws NotFoundError that names the clusters that did not answer; NotAllowedError
 */
export async function prepareLeftovers(
  context: PermittedContext,
  federation: string,
  given: { removeNamespaces?: boolean; leaveLost?: boolean },
): Promise<PreparedRemoval> {
  const { clusters, signal, adapters } = context;
  const stored = await findStoredClaim(context, federation);
  const spec = stored?.spec;
  const claims = await context.claims();
  const { identities, silent } = claims;
  const claim = stored && { ...stored, unheard: silent.length > 0 };
  if (!spec && silent.length && !given.leaveLost) {
    throw notFound(federation, silent);
  }
  const found: LabelledObjects[] = [];
  const leftBehind = silent.map(
    cluster => `${cluster}: not looked at, as it does not answer`,
  );
  // A cluster may stand in the configuration under two names.
  const looked = new Map([...identities].map(([name, id]) => [id, name]));
  await Promise.all(
    [...looked.values()].map(async cluster => {
      const { objects, unread } = await labelledIn(
        clusters.get(cluster),
        context,
      );
      const isOurs = (object: KubeObject) =>
        claim
          ? belongsTo(object, federation, claim)
          : federationOf(object) === federation;
      const outside = objects.filter(object =>
        isLeftover(object, cluster, federation, identities, claim),
      );
      if (outside.length) {
        const others = objects.filter(object => !isOurs(object));
        found.push({ cluster, objects: outside, others });
        leftBehind.push(
          ...unread.map(type => `${cluster}: ${type}, which may not be read`),
        );
      }
    }),
  );
  if (!claim && !given.leaveLost) {
    refuseUnknownHubs(federation, found, new Set(identities.values()));
  }
  found.sort((a, b) => a.cluster.localeCompare(b.cluster));
  const places = found.flatMap(({ cluster, objects }) =>
    objects.map(object => ({ cluster, namespace: namespaceOf(object) })),
  );
  if (places.length) {
    const kind = { kind: '' };
    const only = {
      name: federation,
      hub: { ...places[0], site: '' },
      members: [],
      interconnect: kind,
      workload: kind,
    };
    await context.permit(withPlaces(spec ?? only, places));
  }
  if (!claim) refuseWrongSpec(found, claims);
  const plan = planLeftovers(
    federation,
    found,
    adapters.all(),
    given.removeNamespaces,
  );
  // What is removed says its types itself, whatever the adapters.
  const [interconnect] = adapters.interconnects();
  const [workload] = adapters.workloads();
  const observed = {
    clusters: Object.fromEntries(found.map(one => [one.cluster, one])),
  };
  const options = { interconnect, workload, observed, signal };
  await validatePermissions(plan, clusters, options);
  return { plan, leftBehind: leftBehind.sort() };
}
