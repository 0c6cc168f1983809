import { InputError } from '@backstage/errors';
import {
  PlanStep,
  belongsTo,
  federationOf,
  objectInWords,
  Observed,
} from '@backstage-federation/federation-plans';

interface Touched {
  cluster: string;
  kind: string;
  namespace?: string;
  name: string;
  removed: boolean;
}

function touchedBy(step: PlanStep): Touched[] {
  const { cluster } = step;
  const touched = (
    kind: string,
    { namespace, name }: { namespace?: string; name: string },
    removed: boolean = false,
  ) => ({ cluster, kind, namespace, name, removed });
  switch (step.kind) {
    case 'ensure':
      return step.objects.map(({ kind, metadata }) => touched(kind, metadata));
    case 'transfer':
    case 'call':
      return (step.produces ?? []).map(key => touched(key.type.kind, key));
    case 'remove':
      return step.keys.map(key => touched(key.type.kind, key, true));
    default:
      return [];
  }
}

/**
 * Refuses steps that would reach into what another federation or a person made: the permission was asked for this
 * federation only. The other federation is not named: who asks may not be allowed to read it.
 *
 * @param silent - clusters that may have another hub of the name: what names no hub may be of that one
 * @throws InputError that names the place or the object
 */
export function refuseForeign(
  federation: string,
  steps: PlanStep[],
  { clusters, hub }: Observed,
  silent: string[] = [],
): void {
  for (const { cluster, kind, namespace, name, removed } of steps.flatMap(
    touchedBy,
  )) {
    const inPlace = (clusters[cluster]?.objects ?? []).filter(
      ({ metadata }) => metadata.namespace === namespace,
    );
    const other = inPlace.map(federationOf).find(o => o && o !== federation);
    if (namespace && other) {
      throw new InputError(
        `namespace: "${namespace}" of cluster "${cluster}" belongs to another federation; a namespace can be in one federation only`,
      );
    }
    const isForeign = inPlace.some(
      seen =>
        federationOf(seen) === federation &&
        !belongsTo(seen, federation, { hub }),
    );
    if (namespace && isForeign) {
      throw new InputError(
        `namespace: "${namespace}" of cluster "${cluster}" belongs to a federation "${federation}" with another hub; a namespace can be in one federation only`,
      );
    }
    const object = inPlace.find(
      seen => seen.kind === kind && seen.metadata.name === name,
    );
    if (!removed || !object) continue;
    const which = `federation: ${objectInWords(cluster, object)}`;
    if (federationOf(object) !== federation) {
      throw new InputError(
        `${which} was not made for federation "${federation}", so it is left as it is`,
      );
    }
    const unheard = silent.length > 0;
    if (!belongsTo(object, federation, { hub, unheard })) {
      throw new InputError(
        `${which} ${unsure(silent)}, so it is left as it is`,
      );
    }
  }
}

/** Why it cannot be told whose an object is that names no hub. */
export function unsure(silent: string[]): string {
  return `does not say which hub it belongs to, and a cluster that may have it does not answer (${silent.join(
    ', ',
  )})`;
}
