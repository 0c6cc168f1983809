import { InputError } from '@backstage/errors';
import { Plan, PlanStep } from '../plan/plan';
import { objectId, objectInWords, thingId } from '../plan/ids';
import { named } from './steps/takeOver';
import { Refusal } from './types';

/** What of a step is among these objects; undefined: nothing. */
function ofThese(
  step: PlanStep,
  ids: ReadonlySet<string>,
): PlanStep | undefined {
  const { id, title, cluster, dependsOn } = step;
  const known = step.kind === 'call' ? step.drafts : undefined;
  if (step.kind === 'ensure' || known) {
    const all = step.kind === 'ensure' ? step.objects : known!;
    const objects = all.filter(object => ids.has(objectId(cluster, object)));
    const part: PlanStep =
      step.kind === 'ensure'
        ? { ...step, objects }
        : { kind: 'ensure', id, title, cluster, dependsOn, objects };
    return objects.length ? part : undefined;
  }
  const produces = 'produces' in step ? step.produces ?? [] : [];
  return produces.some(key => ids.has(thingId({ cluster, key })))
    ? step
    : undefined;
}

function tell(refusals: Refusal[]): string {
  const list = (told: (refusal: Refusal) => string | undefined) =>
    refusals
      .flatMap(refusal => {
        const text = told(refusal);
        return text
          ? [`- ${objectInWords(refusal.cluster, refusal.object)}: ${text}`]
          : [];
      })
      .sort();
  const immutable = list(refusal => refusal.immutable?.join(', '));
  const held = list(({ conflicts }) => conflicts && named(conflicts));
  return [
    ...(immutable.length
      ? [
          'Nothing was changed, as these fields cannot be changed while their objects are there:',
          ...immutable,
          'Delete these objects, which is never done for you, and run it again; or choose other names, or another namespace.',
        ]
      : []),
    ...(held.length
      ? [
          `${
            immutable.length ? 'These' : 'Nothing was changed, as these'
          } fields are held by others, with other values:`,
          ...held,
          'To take over exactly these fields, run it again with takeOver: true; or undo those changes.',
        ]
      : []),
  ].join('\n');
}

/**
 * Asks by dry-runs, before anything is changed, whether what was there and what others manage too can be changed as the
 * plan does, and refuses all that cannot at once. Costs one dry-run for each such object, and nothing where there is none.
 *
 * @param dryRun - runs a step of the plan as a dry-run that collects refusals
 * @throws InputError that names each object, its fields and who holds them, and the way out
 * @internal
 */
export async function refuseConflicts(
  { steps, adopted = [], shared = [] }: Plan,
  dryRun: (step: PlanStep, refusals: Refusal[]) => Promise<unknown>,
): Promise<void> {
  const ids = new Set([...adopted, ...shared].map(thingId));
  if (!ids.size) return;
  const refusals: Refusal[] = [];
  await Promise.all(
    steps.map(async step => {
      const part = ofThese(step, ids);
      // What fails for another reason fails when it is run, and is told with what was done.
      if (part) await dryRun(part, refusals).catch(() => undefined);
    }),
  );
  const taken = refusals.filter(({ cluster, object }) =>
    ids.has(objectId(cluster, object)),
  );
  if (taken.length) throw new InputError(tell(taken));
}
