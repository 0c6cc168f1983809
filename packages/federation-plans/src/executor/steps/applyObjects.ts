import { NotFoundError } from '@backstage/errors';
import {
  FEDERATION_LABEL,
  HUB_ANNOTATION,
} from '@backstage-federation/plugin-federation-common';
import {
  ClusterClient,
  ImmutableFieldError,
  kube,
  KubeObject,
  objectLabel,
} from '@backstage-federation/kubernetes-clusters';
import { isSpecConfigMap } from '../../ownership/isSpecConfigMap';
import { diffObjects } from '../diffObjects';
import { ObjectResult, StepContext, StepFailure, StepOutcome } from '../types';
import { applyOne, isTaken } from './takeOver';
import { withRetry } from './withRetry';

/** A dry-run of an object whose namespace or resource type comes with an earlier step. */
async function whyUncheckable(
  client: ClusterClient,
  object: KubeObject,
  error: NotFoundError,
  { comesWith, signal }: StepContext,
): Promise<string> {
  const brought = comesWith?.(client.cluster, object.apiVersion);
  if (brought) return `is of a type that comes with ${brought}`;
  const { namespace } = object.metadata;
  if (namespace) {
    const key = { type: kube.namespace, name: namespace };
    const found = await client.get(key, { signal }).catch(() => undefined);
    if (!found) {
      return `namespace ${namespace} does not exist yet, so the API server could not check it`;
    }
  }
  return `could not be checked: ${error.message}`;
}

function resultOf(
  cluster: string,
  { kind, metadata }: KubeObject,
  outcome: ObjectResult['outcome'],
  extra: Pick<ObjectResult, 'changes' | 'note'> = {},
): ObjectResult {
  return {
    cluster,
    kind,
    ...(metadata.namespace && { namespace: metadata.namespace }),
    name: metadata.name,
    outcome,
    ...(extra.changes?.length && { changes: extra.changes }),
    ...(extra.note && { note: extra.note }),
  };
}

async function dryRunOne(
  client: ClusterClient,
  object: KubeObject,
  context: StepContext,
  masked: boolean,
): Promise<ObjectResult> {
  const { cluster } = client;
  try {
    const {
      object: after,
      before,
      outcome,
      note,
    } = await applyOne(client, object, context);
    if (outcome !== 'changed') {
      return resultOf(cluster, object, outcome, { note });
    }
    return resultOf(cluster, object, outcome, {
      changes: before && diffObjects(before, after, { masked }),
      note,
    });
  } catch (error) {
    if (error instanceof NotFoundError) {
      const note = await whyUncheckable(client, object, error, context);
      return resultOf(cluster, object, 'created', { note });
    }
    throw error;
  }
}

/** Notes on an object of the federation which hub's it is; its spec says so itself. */
function withHub(object: KubeObject, hub: string | undefined): KubeObject {
  const { metadata } = object;
  if (!hub || !metadata.labels?.[FEDERATION_LABEL]) return object;
  if (isSpecConfigMap(object)) return object;
  const annotations = { ...metadata.annotations, [HUB_ANNOTATION]: hub };
  return { ...object, metadata: { ...metadata, annotations } };
}

/** Which of the objects have fields that others hold too, so that a person learns of all at once. */
async function takenOf(
  client: ClusterClient,
  objects: KubeObject[],
  context: StepContext,
): Promise<string[]> {
  const said: string[] = [];
  for (const object of objects) {
    try {
      await applyOne(client, object, context);
    } catch (error) {
      if (isTaken(error)) said.push(error.message);
    }
  }
  return said;
}

/** Notes why an object cannot be applied, as far as a person must decide; what else is wrong, the run says. */
async function noteRefusal(
  client: ClusterClient,
  object: KubeObject,
  { refusals, signal }: StepContext,
  error: unknown,
): Promise<void> {
  const { cluster } = client;
  if (error instanceof ImmutableFieldError) {
    refusals!.push({ cluster, object, immutable: error.fields });
  } else if (isTaken(error)) {
    refusals!.push({ cluster, object, conflicts: error.cause.conflicts });
    // Conflicts are told first, and hide what stays wrong when the fields were taken over.
    await client
      .apply(object, { signal, dryRun: true, force: true })
      .catch(hidden =>
        hidden instanceof ImmutableFieldError
          ? refusals!.push({ cluster, object, immutable: hidden.fields })
          : undefined,
      );
  }
}

/**
 * Applies objects one after the other, in their order.
 *
 * @param options - `masked`: no values in a dry-run's differences
 * @throws StepFailure that names the objects that were done before
 * @internal
 */
export async function applyObjects(
  cluster: string,
  objects: KubeObject[],
  context: StepContext,
  options: { masked?: boolean } = {},
): Promise<ObjectResult[]> {
  const client = context.clusters.get(cluster);
  const results: ObjectResult[] = [];
  for (const planned of objects) {
    const object = withHub(planned, context.hub);
    try {
      results.push(
        await withRetry(context, cluster, async () => {
          if (context.dryRun) {
            return dryRunOne(client, object, context, Boolean(options.masked));
          }
          const { outcome, note } = await applyOne(client, object, context);
          return resultOf(cluster, object, outcome, { note });
        }),
      );
    } catch (error) {
      if (context.signal.aborted) {
        throw new StepFailure('cancelled', { objects: results });
      }
      if (context.refusals) {
        await noteRefusal(client, object, context, error);
        continue;
      }
      const message =
        error instanceof Error
          ? error.message
          : `${objectLabel(object)}: ${error}`;
      const more = isTaken(error)
        ? await takenOf(client, objects.slice(objects.indexOf(object) + 1), {
            ...context,
            dryRun: true,
          })
        : [];
      throw new StepFailure([message, ...more].join('\n'), {
        objects: results,
      });
    }
  }
  return results;
}

/** The outcome of a step by those of its objects. @internal */
export function overallOutcome(objects: ObjectResult[]): StepOutcome {
  for (const outcome of [
    'created',
    'changed',
    'removed',
    'released',
  ] as const) {
    if (objects.some(object => object.outcome === outcome)) {
      return outcome;
    }
  }
  return 'unchanged';
}
