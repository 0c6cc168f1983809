import { ConflictError, ServiceUnavailableError } from '@backstage/errors';
import {
  FederationSpec,
  MEMBER_LABEL,
  MemberSpec,
} from '@backstage-federation/plugin-federation-common';
import { kube } from '@backstage-federation/kubernetes-clusters';
import {
  Plan,
  PlanStep,
  StepInput,
  Observed,
  finishPlan,
  planRemoval,
  specConfigMapName,
} from '@backstage-federation/federation-plans';
import { Adapters } from '../contract/FederationAdapters';
import {
  LabelledPlace,
  labelledPlaces,
  namespaceRemovalSteps,
  namespaceSteps,
} from './namespaces';
import { FederationPart, partsOf } from './parts';
import {
  afterSpec,
  hasMember,
  leftStep,
  SPEC_STEP,
  specStep,
  storedSpec,
} from './specStep';

/** By which adapters a plan is made, and when. @public */
export interface PlanOptions extends Adapters {
  /**
   * Noted at the spec when the spec changes; default the present time, and none when nothing was observed, so that a
   * rendered plan stays the same.
   */
  now?: Date;
  /** Of the ConfigMap that the spec was made from; then one that was changed since is not overwritten. */
  resourceVersion?: string;
}

/** How to plan a removal. @internal */
export interface RemovalOptions extends PlanOptions {
  /** Also remove the namespaces that were made for the federation. */
  removeNamespaces?: boolean;
  /** Clusters that need not have been read: what is there is planned by name, and left out afterwards. */
  lost?: ReadonlySet<string>;
}

/** A plan made of half of what there is would create twice what it did not see. */
function requireObserved(
  places: { cluster: string }[],
  observed: Observed,
  lost: ReadonlySet<string> = new Set(),
): void {
  for (const { cluster } of places) {
    const error = observed.clusters[cluster]?.error;
    if (error && !lost.has(cluster)) {
      throw new ServiceUnavailableError(
        `Cluster "${cluster}" cannot be read: ${error}`,
      );
    }
  }
}

/** What the adapters do before something of this federation goes. */
function beforeRemoval(
  spec: FederationSpec,
  observed: Observed,
  { interconnect, workload }: Adapters,
) {
  return (removed: StepInput[]) =>
    [interconnect, workload].flatMap(
      adapter => adapter.beforeRemoval?.(spec, removed, observed) ?? [],
    );
}

/** Takes members away, but nothing that stays. @param before - the federation as it was */
function removalOfMembers(
  before: FederationSpec,
  members: MemberSpec[],
  staying: FederationPart[],
  observed: Observed,
  adapters: Adapters,
): PlanStep[] {
  if (!members.length) return [];
  const names = new Set(members.map(({ name }) => name));
  // One that has another place now is here where it was.
  const others = before.members.filter(({ name }) => !names.has(name));
  const spec = { ...before, members: [...others, ...members] };
  const parts = partsOf(spec, adapters).filter(({ label }) => names.has(label));
  return planRemoval(parts, {
    federation: spec.name,
    observed,
    staying,
    before: beforeRemoval(spec, observed, adapters),
  });
}

/**
 * Takes away what the workload no longer has in the places that stay. What an interconnect has there it replaces by its own
 * plan, as only it can tell which link leads where.
 *
 * @param before - the federation as it was, without the members that are dropped
 */
function removalOfObsolete(
  spec: FederationSpec,
  before: FederationSpec | undefined,
  staying: FederationPart[],
  observed: Observed,
  adapters: Adapters,
): PlanStep[] {
  // Where something was made, what made it tells more than what shall be.
  const parts = new Map(
    [...staying, ...(before ? partsOf(before, adapters) : [])]
      .filter(({ role }) => role === 'workload')
      .map(part => [part.label, part]),
  );
  const ofItsMember = (part: FederationPart): FederationPart => ({
    ...part,
    owns(object, cluster) {
      // What holds data goes with the federation only.
      if (object.kind === kube.persistentVolumeClaim.kind) return undefined;
      const member = object.metadata.labels?.[MEMBER_LABEL] ?? part.label;
      return member === part.label ? part.owns(object, cluster) : undefined;
    },
  });
  return planRemoval([...parts.values()].map(ofItsMember), {
    federation: spec.name,
    observed,
    staying,
    obsolete: true,
    before: beforeRemoval(spec, observed, adapters),
  });
}

/**
 * The steps from what is to what a spec asks for. What the stored spec has and this one does not, is taken away. A federation that is as it should be gives a plan that changes nothing.
 *
 * @param spec - the desired federation
 * @param observed - what there is; empty to plan as if there were nothing
 * @throws InputError that names the field, when the spec cannot work with what there is
 * @throws ServiceUnavailableError when a cluster of the spec could not be read
 * @throws NotFoundError when the interconnect is not installed in a cluster
 * @public
 */
export function planFederation(
  spec: FederationSpec,
  observed: Observed,
  options: PlanOptions,
): Plan {
  const { interconnect, workload } = options;
  const places = labelledPlaces(spec);
  const { stored, leaving } = storedSpec(spec, observed);
  const dropped = [...leaving, ...(stored?.members ?? [])].filter(
    (m, i, all) =>
      !hasMember(spec, m) &&
      !hasMember({ ...spec, members: all.slice(0, i) }, m),
  );
  requireObserved([...places, ...dropped], observed);
  const services = workload.services(spec);
  interconnect.validate(spec, services, observed);
  const staying = partsOf(spec, options);
  const removal = removalOfMembers(
    stored ?? spec,
    dropped,
    staying,
    observed,
    options,
  );
  const before = stored && {
    ...stored,
    members: stored.members.filter(m => hasMember(spec, m)),
  };
  const [hub, ...others] = places;
  const namespacesOf = (some: LabelledPlace[]) =>
    some.flatMap(place => namespaceSteps(place, spec.name, observed));
  const removed = removal.map(step => step.id);
  return finishPlan(spec.name, [
    ...namespacesOf([hub]),
    specStep(spec, observed, { ...options, leaving: dropped }),
    ...afterSpec([
      ...namespacesOf(others),
      ...removal,
      ...(dropped.length ? [leftStep(spec, dropped, removed)] : []),
      ...interconnect.plan(spec, services, observed),
      ...workload.plan(spec, observed),
      ...removalOfObsolete(spec, before, staying, observed, options),
    ]),
  ]);
}

/**
 * The steps that take one member away and store the spec without it. Nothing of what stays is touched.
 *
 * @param observed - what there is in the hub's and the member's cluster
 * @throws ServiceUnavailableError when one of them could not be read
 * @internal
 */
export function planMemberRemoval(
  spec: FederationSpec,
  member: MemberSpec,
  observed: Observed,
  options: RemovalOptions,
): Plan {
  // The hub keeps the spec.
  requireObserved([spec.hub], observed);
  requireObserved([member], observed, options.lost);
  const rest = {
    ...spec,
    members: spec.members.filter(m => m.name !== member.name),
  };
  const staying = partsOf(rest, options);
  const steps = removalOfMembers(spec, [member], staying, observed, options);
  const place: LabelledPlace = { ...member, label: member.name };
  const namespaces = options.removeNamespaces
    ? namespaceRemovalSteps(
        place,
        spec.name,
        observed,
        steps.map(step => step.id),
      )
    : [];
  const all = [...steps, ...namespaces];
  const ids = all.map(step => step.id);
  const { leaving } = storedSpec(spec, observed);
  const others = leaving.filter(({ name }) => name !== member.name);
  return finishPlan(spec.name, [
    specStep(rest, observed, { ...options, leaving: [...others, member] }),
    ...afterSpec([...all, leftStep(rest, [member], ids)]),
  ]);
}

/**
 * The steps that take a federation away: workload, listeners and connectors, links, sites, what is left of credentials, on
 * request the namespaces that were made for it, and its spec at last.
 *
 * @throws ServiceUnavailableError when a cluster of the spec could not be read
 * @internal
 */
export function planFederationRemoval(
  given: FederationSpec,
  observed: Observed,
  options: RemovalOptions,
): Plan {
  const { leaving } = storedSpec(given, observed);
  const names = new Set(given.members.map(({ name }) => name));
  const moved = leaving.find(
    member => names.has(member.name) && !hasMember(given, member),
  );
  if (moved) {
    throw new ConflictError(
      `Member "${moved.name}" of "${given.name}" is still leaving namespace "${moved.namespace}" of cluster "${moved.cluster}"; apply the federation again, then delete it`,
    );
  }
  const gone = leaving.filter(({ name }) => !names.has(name));
  const spec = { ...given, members: [...given.members, ...gone] };
  const places = labelledPlaces(spec);
  requireObserved(places, observed, options.lost);
  const steps = planRemoval(partsOf(spec, options), {
    federation: spec.name,
    observed,
  });
  const all = steps.map(step => step.id);
  const inPlace = (place: LabelledPlace) =>
    options.removeNamespaces
      ? namespaceRemovalSteps(place, spec.name, observed, all)
      : [];
  const [hub, ...members] = places;
  const memberNamespaces = members.flatMap(inPlace);
  const specRemoval: PlanStep = {
    kind: 'remove',
    id: `${SPEC_STEP}-removed`,
    title: `hub: remove the spec of ${spec.name}`,
    cluster: hub.cluster,
    dependsOn: [...all, ...memberNamespaces.map(step => step.id)],
    keys: [
      {
        type: kube.configMap,
        namespace: hub.namespace,
        name: specConfigMapName(spec.name),
      },
    ],
  };
  return finishPlan(spec.name, [
    ...steps,
    ...memberNamespaces,
    specRemoval,
    // The hub's namespace holds the spec, so it goes after it.
    ...inPlace(hub).map(step => ({
      ...step,
      dependsOn: [...step.dependsOn, specRemoval.id],
    })),
  ]);
}
