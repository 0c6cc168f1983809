import { InputError, NotAllowedError } from '@backstage/errors';
import { FederationSpec } from '@backstage-federation/plugin-federation-common';
import {
  kube,
  KubernetesClusters,
} from '@backstage-federation/kubernetes-clusters';
import {
  Plan,
  Observed,
  FoundClaims,
  findSpecClaims,
  hubId,
} from '@backstage-federation/federation-plans';
import { LabelledPlace, labelledPlaces } from './namespaces';
import { permissionsOf } from './permissions';
import { planFederation } from './planFederation';
import { Adapters } from '../contract/FederationAdapters';
import { validateHub } from './validateHub';

/** @internal */
export interface ValidateOptions extends Adapters {
  signal?: AbortSignal;
  /** What the search for the specs of the name came to; default: it is made. */
  hubs?: FoundClaims;
  /** The plan whose permissions are checked; default: the one that makes the spec true. */
  plan?: Plan;
}

/** The spec's places, each with the field that it stands in. */
function placesWithFields(spec: FederationSpec) {
  return labelledPlaces(spec).map((place, i) => ({
    ...place,
    field: i === 0 ? 'hub' : `members[${i - 1}]`,
  }));
}

/**
 * Refuses clusters that are not configured, naming the field and what is configured.
 *
 * @throws InputError
 * @internal
 */
export function validateClusters(
  spec: FederationSpec,
  clusters: KubernetesClusters,
): void {
  const names = clusters.list().map(cluster => cluster.name);
  const problems = placesWithFields(spec)
    .filter(({ cluster }) => !names.includes(cluster))
    .map(
      ({ field, cluster }) =>
        `${field}.cluster: there is no cluster "${cluster}"; ${
          names.length
            ? `configured are ${names.map(n => `"${n}"`).join(', ')}`
            : `none is configured${
                clusters.emptyReason ? ` (${clusters.emptyReason})` : ''
              }`
        }`,
    );
  if (problems.length) throw new InputError(problems.join('\n'));
}

/**
 * A federation's name is unique over all clusters that can be asked. What is no federation of its own cannot veto.
 *
 * @throws InputError that does not say where the other one is: who asks may not be allowed to read it
 */
function validateName(
  { name, hub }: FederationSpec,
  { standing, identities }: FoundClaims,
): void {
  const other = standing.get(name);
  const identity = identities.get(hub.cluster) ?? hub.cluster;
  if (other && other.hub !== hubId(identity, hub.namespace)) {
    throw new InputError(
      `name: there is a federation "${name}" already, with another hub; choose another name, or its hub`,
    );
  }
}

/**
 * A stored spec that breaks a rule is written anew, but not when it has members that would be forgotten.
 *
 * @throws InputError that names them, the field and its rule
 */
function validateStored(spec: FederationSpec, { standing }: FoundClaims): void {
  const claim = standing.get(spec.name);
  if (claim?.error === undefined) return;
  const forgotten = claim.spec.members.filter(
    ({ cluster, namespace }) =>
      !spec.members.some(
        member => member.cluster === cluster && member.namespace === namespace,
      ),
  );
  if (!forgotten.length) return;
  const names = forgotten.map(({ name, cluster, namespace }) =>
    cluster ? `${name} (${cluster}/${namespace})` : 'some that cannot be read',
  );
  throw new InputError(
    `members: the stored spec breaks a rule and has members that would be forgotten: ${[
      ...new Set(names),
    ].join(', ')}; name them too, or correct it in ConfigMap "${
      claim.object.metadata.name
    }" in namespace "${claim.object.metadata.namespace}" of cluster "${
      claim.cluster
    }": ${claim.error}`,
  );
}

/** Two names of one cluster must not make one namespace two places. @throws InputError that names both */
function validatePlaces(
  spec: FederationSpec,
  { identities }: FoundClaims,
): void {
  const seen = new Map<string, LabelledPlace>();
  for (const { field, ...place } of placesWithFields(spec)) {
    const identity = identities.get(place.cluster) ?? place.cluster;
    const id = hubId(identity, place.namespace);
    const other = seen.get(id);
    if (other) {
      throw new InputError(
        `${field}.namespace: ${place.label} is in the place of ${other.label}: cluster "${place.cluster}" is the same as "${other.cluster}", and a namespace can hold only one site`,
      );
    }
    seen.set(id, place);
  }
}

/**
 * Refuses a plan for which the credentials of a cluster lack permissions.
 *
 * @throws NotAllowedError that names cluster, verb and resource
 * @public
 */
export async function validatePermissions(
  plan: Plan,
  clusters: KubernetesClusters,
  options: Adapters & {
    observed?: Observed;
    signal?: AbortSignal;
    /** The hub's cluster of a federation that is new: it must say which cluster it is, by which all that is made is known. */
    newHub?: string;
  },
): Promise<void> {
  const wanted = permissionsOf(plan, options, options.observed);
  const { newHub } = options;
  if (newHub !== undefined) {
    const list = { type: kube.namespace, verbs: ['list'] };
    wanted.set(newHub, [...(wanted.get(newHub) ?? []), list]);
  }
  const missing = await Promise.all(
    [...wanted].map(async ([cluster, permissions]) => {
      const lacking = await clusters
        .get(cluster)
        .missingPermissions(
          permissions,
          options.signal ? { signal: options.signal } : {},
        );
      return lacking.map(permission => `cluster "${cluster}": ${permission}`);
    }),
  );
  const all = missing.flat();
  if (all.length) {
    throw new NotAllowedError(
      `The credentials of the clusters lack permissions, so nothing was changed:\n${all.join(
        '\n',
      )}`,
    );
  }
}

/**
 * Refuses, before anything is created, what cannot work: unknown clusters, a name that is taken, a place that cannot take
 * the federation, credentials that may not do what the plan does.
 *
 * @throws InputError that names the field and its rule
 * @throws NotAllowedError that names cluster, verb and resource
 * @public
 */
export async function validateTargets(
  spec: FederationSpec,
  observed: Observed,
  clusters: KubernetesClusters,
  options: ValidateOptions,
): Promise<void> {
  validateClusters(spec, clusters);
  const { interconnect, workload } = options;
  const { signal = new AbortController().signal } = options;
  interconnect.validate(spec, workload.services(spec), observed);
  const { hubs = await findSpecClaims(clusters, spec.name, signal) } = options;
  validateName(spec, hubs);
  validateStored(spec, hubs);
  validatePlaces(spec, hubs);
  validateHub(spec, observed, hubs);
  const plan = options.plan ?? planFederation(spec, observed, options);
  const isNew = !hubs.standing.has(spec.name);
  await validatePermissions(plan, clusters, {
    ...options,
    ...(isNew && { newHub: spec.hub.cluster }),
  });
}
