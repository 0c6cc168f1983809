import { InputError, toError } from '@backstage/errors';
import {
  kube,
  KubernetesClusters,
  KubeObject,
} from '@backstage-federation/kubernetes-clusters';
import {
  Plan,
  PlanStep,
  StepInput,
  federationOf,
  isAdopted,
  madeBy,
  objectId,
  objectInWords,
  thingId,
  whoHas,
  Observed,
} from '@backstage-federation/federation-plans';
import { Adapters } from '../contract/FederationAdapters';
import { withoutSecrets } from './observeFederation';
import { knownTypes } from './permissions';

/** Something that a plan makes. */
interface Made extends StepInput {
  /** What is there already takes part as it is. */
  joins: boolean;
}

/** What a plan makes anew: not what it takes away first, and not what a step finds and goes on with. */
function newIn(plan: Plan, adapters: Adapters): Made[] {
  const types = knownTypes(adapters);
  const idsIn = (step: PlanStep) => {
    const { cluster } = step;
    if (step.kind === 'transfer') {
      const read = Object.values(step.inputs).map(thingId);
      const made = (step.produces ?? []).map(key => thingId({ cluster, key }));
      return made.filter(id => read.includes(id));
    }
    return step.kind === 'remove'
      ? step.keys.map(key => thingId({ cluster, key }))
      : [];
  };
  const known = new Set(plan.steps.flatMap(idsIn));
  const made = new Map<string, Made>();
  for (const step of plan.steps) {
    const joins = step.kind === 'ensure' && Boolean(step.joins);
    const things = madeBy(step, ({ apiVersion, kind }) =>
      types.get(`${apiVersion}/${kind}`),
    );
    for (const thing of things) {
      const id = thingId(thing);
      if (thing.key.type.kind === kube.namespace.kind || known.has(id))
        continue;
      made.set(id, { ...thing, joins: joins || Boolean(made.get(id)?.joins) });
    }
  }
  return [...made.values()];
}

function lookup(observed: Observed) {
  const objects = new Map<string, KubeObject>();
  for (const [cluster, seen] of Object.entries(observed.clusters)) {
    for (const object of seen.objects) {
      objects.set(objectId(cluster, object), object);
    }
  }
  return (thing: StepInput) => objects.get(thingId(thing));
}

/** Whether the namespace was looked for and is not there, so that nothing can be in it. */
function isNowhere({ cluster, key }: StepInput, observed: Observed): boolean {
  const seen = observed.clusters[cluster];
  return (
    key.namespace !== undefined &&
    seen !== undefined &&
    seen.objects.every(
      ({ kind, metadata }) =>
        metadata.namespace !== key.namespace &&
        (kind !== kube.namespace.kind || metadata.name !== key.namespace),
    ) &&
    !seen.unread?.length
  );
}

/** Who answers for an object. */
function managerOf(object: KubeObject): string {
  const holder = whoHas(object);
  switch (holder.by) {
    case 'federation':
      return 'of another federation';
    case 'owner':
      return `of ${holder.kind} "${holder.name}"`;
    case 'release':
      return `of Helm release "${holder.name}"`;
    case 'manager':
      return `managed by ${holder.name}`;
    default:
      return 'made by hand';
  }
}

function describe({ cluster, key }: StepInput, object: KubeObject): string {
  const { type, namespace, name } = key;
  const metadata = { name, namespace };
  const words = objectInWords(cluster, { kind: type.kind, metadata });
  return `- ${words} (${managerOf(object)})`;
}

function refuse(
  federation: string,
  taken: { thing: StepInput; object: KubeObject }[],
): never {
  const list = taken.map(({ thing, object }) => describe(thing, object));
  const others = taken.filter(({ object }) => federationOf(object));
  throw new InputError(
    [
      `federation: these names are taken by objects that were not made for federation "${federation}", so nothing was changed:`,
      ...list.sort(),
      others.length
        ? 'What belongs to another federation cannot be taken over: use another namespace.'
        : 'Run it again with adopt: true to take them over: fields that the federation sets are changed, and when the federation goes, the objects stay. Or use another namespace, or delete them.',
    ].join('\n'),
  );
}

/**
 * Finds by their names, before anything is changed, the objects that a plan would make and that are there already. What
 * joins is noted at the plan as adopted; the rest too if that was asked for, and otherwise all of it is refused at once. What
 * is the federation's and managed by others too is noted as shared.
 *
 * @param options - `adopt`: take over what was made by others
 * @throws InputError that lists what is taken, and by whom
 * @internal
 */
export async function withAdopted(
  plan: Plan,
  observed: Observed,
  clusters: KubernetesClusters,
  options: Adapters & { adopt?: boolean; signal: AbortSignal },
): Promise<Plan> {
  const { adopt, signal } = options;
  const seen = lookup(observed);
  const read = async (thing: StepInput): Promise<KubeObject | undefined> => {
    const known = seen(thing);
    if (known || isNowhere(thing, observed)) return known;
    try {
      const client = clusters.get(thing.cluster);
      const object = await client.get(thing.key, { signal, managers: true });
      return object && withoutSecrets(object);
    } catch (error) {
      signal.throwIfAborted();
      // A type that is not served, or what may not be read: whether that matters, the plan's other checks say.
      const { name } = toError(error);
      if (name === 'NotFoundError' || name === 'NotAllowedError')
        return undefined;
      throw error;
    }
  };
  const found = await Promise.all(
    newIn(plan, options).map(async thing => ({
      thing,
      object: await read(thing),
    })),
  );
  const there = found.flatMap(({ thing, object }) =>
    object && !object.metadata.deletionTimestamp ? [{ thing, object }] : [],
  );
  const uids = new Set(there.map(({ object }) => object.metadata.uid));
  const adopted: StepInput[] = [];
  const shared: StepInput[] = [];
  const taken: typeof there = [];
  for (const { thing, object } of there) {
    const { ownerReferences = [] } = object.metadata;
    const owner = federationOf(object);
    const { cluster, key } = thing;
    if (owner === plan.federation) {
      if (isAdopted(object, plan.federation)) {
        adopted.push({ cluster, key });
      } else if (object.metadata.managers?.length) {
        shared.push({ cluster, key });
      }
    } else if (ownerReferences.some(({ uid }) => uids.has(uid))) {
      // Made by a controller for one of the plan's own objects.
    } else if (!owner && (thing.joins || adopt)) {
      adopted.push({ cluster, key });
    } else {
      taken.push({ thing, object });
    }
  }
  if (taken.length) refuse(plan.federation, taken);
  return {
    ...plan,
    ...(adopted.length && { adopted }),
    ...(shared.length && { shared }),
  };
}
