import {
  kube,
  KubeObject,
  ResourceType,
} from '@backstage-federation/kubernetes-clusters';
import { belongsTo } from '../ownership/belongsTo';
import { objectId, thingId } from '../plan/ids';
import { madeBy } from '../plan/madeBy';
import { Observed } from '../plan/observed';
import { PlanStep, StepInput } from '../plan/plan';
import { inOrder } from '../plan/validatePlan';

/** Something that a plan made and that can be taken away, such as what one adapter made of one member. @public */
export interface RemovalPart {
  /** `hub` or the member's name. */
  label: string;
  /** The steps that make it, planned as if there were nothing yet. */
  steps: PlanStep[];
  /** The type of an object with the federation's label, when it belongs to the part. */
  owns(object: KubeObject, cluster: string): ResourceType | undefined;
}

/** What was seen of the clusters. @internal */
export class Sight {
  /** The federation's own, with their clusters. */
  readonly ours: { cluster: string; object: KubeObject }[] = [];
  readonly #states = new Map<string, 'ours' | 'foreign'>();
  readonly #clusters: Observed['clusters'];

  constructor(federation: string, observed: Observed) {
    const { clusters } = observed;
    this.#clusters = clusters;
    for (const [cluster, { objects }] of Object.entries(clusters)) {
      for (const object of objects) {
        const isOurs = belongsTo(object, federation, observed);
        if (isOurs) this.ours.push({ cluster, object });
        this.#states.set(
          objectId(cluster, object),
          isOurs ? 'ours' : 'foreign',
        );
      }
    }
  }

  /** `unknown` in a cluster that was not looked at, or did not answer. */
  of(thing: StepInput): 'ours' | 'foreign' | 'absent' | 'unknown' {
    const looked = this.#clusters[thing.cluster];
    if (!looked || looked.error) return 'unknown';
    return this.#states.get(thingId(thing)) ?? 'absent';
  }
}

/** What of a part goes. @internal */
export interface Going {
  part: RemovalPart;
  /** By the id of the step that makes it. */
  byStep: Map<string, StepInput[]>;
  /** Carries the federation's label, but no step would make the like. */
  leftovers: StepInput[];
}

/** Ids of what the plan of a part takes away itself, such as a token that was used. */
function passingIn({ steps }: RemovalPart): Set<string> {
  return new Set(
    steps.flatMap(step =>
      step.kind === 'remove'
        ? step.keys.map(key => thingId({ cluster: step.cluster, key }))
        : [],
    ),
  );
}

/**
 * What of a part goes: of what its steps make, that which is there; and its leftovers, with the step that makes the like.
 *
 * Not all is seen: reads may be by label, and Secrets may not be read. So what a step makes is there when something else of
 * that step is, and a Secret when something is that was made after it. What cannot be seen at all goes by name.
 *
 * @param stays - ids of what does not go
 * @internal
 */
export function whatGoes(
  part: RemovalPart,
  sight: Sight,
  stays: Set<string>,
): Going {
  const going: Going = { part, byStep: new Map(), leftovers: [] };
  const known = new Set(stays);
  const add = (list: StepInput[], thing: StepInput) => {
    if (!known.has(thingId(thing))) list.push(thing);
    known.add(thingId(thing));
  };
  const passing = passingIn(part);
  const stepByType = new Map<string, string>();
  /** Steps that something shows to have been done. */
  const done = new Set<string>();
  for (const step of inOrder(part.steps).reverse()) {
    const made = madeBy(step, part.owns);
    const seen = made.some(thing => sight.of(thing) === 'ours');
    if (seen) done.add(step.id);
    if (done.has(step.id)) step.dependsOn.forEach(id => done.add(id));
    const list: StepInput[] = [];
    going.byStep.set(step.id, list);
    for (const thing of made) {
      const { type } = thing.key;
      stepByType.set(`${step.cluster}/${type.kind}`, step.id);
      const state = sight.of(thing);
      const hidden =
        state === 'absent' &&
        !passing.has(thingId(thing)) &&
        (seen || (type.kind === kube.secret.kind && done.has(step.id)));
      if (state === 'ours' || state === 'unknown' || hidden) add(list, thing);
    }
  }
  for (const { cluster, object } of sight.ours) {
    const type = part.owns(object, cluster);
    if (!type) continue;
    const { namespace, name } = object.metadata;
    const like = stepByType.get(`${cluster}/${type.kind}`);
    const list = like ? going.byStep.get(like)! : going.leftovers;
    add(list, { cluster, key: { type, namespace, name } });
  }
  return going;
}
