import { ObjectKey } from '@backstage-federation/kubernetes-clusters';
import { federationOf } from '../ownership/belongsTo';
import { objectId, thingId } from '../plan/ids';
import { madeBy } from '../plan/madeBy';
import { Observed } from '../plan/observed';
import { CallStep, PlanStep, RemoveStep, StepInput } from '../plan/plan';
import { inOrder } from '../plan/validatePlan';
import { Going, RemovalPart, Sight, whatGoes } from './whatGoes';

/** What a removal must know. @public */
export interface RemovalContext {
  federation: string;
  /** What there is. In a cluster that was not looked at, or did not answer, objects go by name. */
  observed: Observed;
  /** What stays: nothing that it makes is taken away. */
  staying?: RemovalPart[];
  /**
   * The parts stay, and only what is too much of them goes, after what takes its place was made. The steps' ids end in
   * `-obsolete`, otherwise in `-removed`.
   */
  obsolete?: boolean;
  /** Calls that come before any of this goes. */
  before?(removed: StepInput[]): CallStep[];
}

const MAX_NAMED = 4;

function listed(keys: ObjectKey[]): string {
  if (keys.length <= MAX_NAMED) {
    return keys.map(({ type, name }) => `${type.kind} ${name}`).join(', ');
  }
  const plurals = keys.map(({ type }) => type.plural);
  return [...new Set(plurals)]
    .map(one => `${plurals.filter(p => p === one).length} ${one}`)
    .join(', ');
}

/** Collects the steps of a removal: what one label has goes one after another. */
class Removal {
  readonly steps: RemoveStep[] = [];
  readonly #ending: string;
  /** By label, the step that was planned last. */
  readonly #last = new Map<string, string>();

  readonly #labelled: ReadonlySet<string>;

  /** @param labelled - ids of what is made with the federation's label */
  constructor(ending: string, labelled: ReadonlySet<string>) {
    this.#ending = ending;
    this.#labelled = labelled;
  }

  add(
    label: string,
    made: string,
    things: StepInput[],
    dependsOn: Iterable<string>,
  ): string {
    const id = `${made}-${this.#ending}`;
    const before = this.#last.get(label);
    const keys = things
      .map(({ key }) => key)
      .sort((a, b) => listed([a]).localeCompare(listed([b])));
    const labelled = keys.filter(key =>
      this.#labelled.has(thingId({ cluster: things[0].cluster, key })),
    );
    this.steps.push({
      kind: 'remove',
      id,
      title: `${label}: remove ${listed(keys)}`,
      cluster: things[0].cluster,
      dependsOn: [...new Set([...dependsOn, ...(before ? [before] : [])])],
      keys,
      ...(labelled.length && { labelled }),
    });
    this.#last.set(label, id);
    return id;
  }
}

/** Ids of what the steps make with the federation's label, as far as that is known when planning. */
function labelledIn(parts: RemovalPart[]): Set<string> {
  const steps = parts.flatMap(part => part.steps);
  return new Set(
    steps.flatMap(step => {
      if (step.kind === 'transfer' && step.labels) {
        const { cluster, produces = [] } = step;
        return produces.map(key => thingId({ cluster, key }));
      }
      const drafts = step.kind === 'call' ? step.drafts ?? [] : [];
      const made = step.kind === 'ensure' ? step.objects : drafts;
      return made
        .filter(object => federationOf(object) !== undefined)
        .map(object => objectId(step.cluster, object));
    }),
  );
}

/** Leftovers by label and cluster, with the ids of the steps whose parts they are of. */
function leftoversOf(goings: Going[]) {
  const found = new Map<
    string,
    { label: string; cluster: string; things: StepInput[]; after: string[] }
  >();
  for (const { part, leftovers } of goings) {
    const { label, steps } = part;
    for (const thing of leftovers) {
      const { cluster } = thing;
      const id = `${label}/${cluster}`;
      const known = found.get(id) ?? { label, cluster, things: [], after: [] };
      known.things.push(thing);
      known.after.push(...steps.map(step => step.id));
      found.set(id, known);
    }
  }
  return found.values();
}

/**
 * Takes away what a plan made: the plan run backwards, and whatever of the parts carries the federation's label and no plan
 * holds. Nothing that was seen without that label goes.
 *
 * What one label has goes one after another, in the reverse of the plan's order; a thing goes after all that depends on it,
 * whosoever's that is. What no step makes the like of goes at the end.
 *
 * @returns a step for each step that made something that is there, with that step's id and `-removed`
 * @public
 */
export function planRemoval(
  parts: RemovalPart[],
  context: RemovalContext,
): PlanStep[] {
  const { federation, observed, staying = [], obsolete = false } = context;
  const removal = new Removal(
    obsolete ? 'obsolete' : 'removed',
    labelledIn(parts),
  );
  const remade = staying.flatMap(({ steps, owns }) =>
    steps.map(step => ({ id: step.id, made: madeBy(step, owns) })),
  );
  const stays = new Set(remade.flatMap(({ made }) => made.map(thingId)));
  const makers = new Set(
    remade.filter(({ made }) => obsolete && made.length).map(({ id }) => id),
  );

  const sight = new Sight(federation, observed);
  const goings = parts.map(part => whatGoes(part, sight, stays));
  const byStep = new Map(
    goings.flatMap(going =>
      going.part.steps.map(step => [step, going] as const),
    ),
  );
  /** By the id of a step: what comes before what it made goes. */
  const before = new Map<string, Set<string>>();
  const beforeOf = (id: string) => {
    if (!before.has(id)) before.set(id, new Set());
    return before.get(id)!;
  };
  for (const step of inOrder([...byStep.keys()]).reverse()) {
    const going = byStep.get(step)!;
    const things = going.byStep.get(step.id)!;
    const waits = beforeOf(step.id);
    const next = things.length
      ? [removal.add(going.part.label, step.id, things, waits)]
      : [...waits];
    if (makers.has(step.id)) next.push(step.id);
    for (const id of step.dependsOn) next.forEach(n => beforeOf(id).add(n));
  }

  for (const { label, cluster, things, after } of leftoversOf(goings)) {
    const waits = after.filter(id => makers.has(id));
    removal.add(label, `${label}/leftovers/${cluster}`, things, waits);
  }

  const removed = goings.flatMap(({ byStep: going, leftovers: left }) => [
    ...[...going.values()].flat(),
    ...left,
  ]);
  const calls = (context.before?.(removed) ?? []).map(call =>
    obsolete ? { ...call, id: `${call.id}-obsolete` } : call,
  );
  const first = calls.map(({ id }) => id);
  return [
    ...calls,
    ...removal.steps.map(step => ({
      ...step,
      dependsOn: [...first, ...step.dependsOn],
    })),
  ];
}
