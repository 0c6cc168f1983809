import { NotFoundError } from '@backstage/errors';
import {
  createDeadline,
  keyLabel,
  kube,
  KubeObject,
  ObjectKey,
} from '@backstage-federation/kubernetes-clusters';
import { RemoveStep } from '../../plan/plan';
import { isAdopted } from '../../ownership/adopted';
import { federationOf, hubOf } from '../../ownership/belongsTo';
import { thingId } from '../../plan/ids';
import { ObjectResult, StepContext, StepFailure, StepRun } from '../types';
import { overallOutcome } from './applyObjects';
import { occupantsOf } from './occupants';
import { release } from './release';
import { withRetry } from './withRetry';

/** Deletions wait for finalizers and, with namespaces, for everything inside. */
const GONE_TIMEOUT_MS = 120_000;

/** Resolves when the object that was deleted is gone, or one of another UID is in its place. */
async function untilGone(
  cluster: string,
  key: ObjectKey,
  uid: string | undefined,
  context: StepContext,
): Promise<void> {
  const deadline = createDeadline(context.signal, GONE_TIMEOUT_MS);
  const watching = new AbortController();
  let left: KubeObject | undefined;
  let problem: string | undefined;
  let said: string | undefined;
  const waitsFor = (object: KubeObject) => {
    left = object;
    const { deletionTimestamp, finalizers = [] } = object.metadata;
    if (!deletionTimestamp || finalizers.length === 0) return;
    const seconds = Math.round(
      (Date.now() - Date.parse(deletionTimestamp)) / 1000,
    );
    const since = seconds > 0 ? `, deleted ${seconds} s ago,` : '';
    const names = finalizers.join(', ');
    if (names === said) return;
    said = names;
    context.report(
      'waiting',
      `${keyLabel(key)}${since} waits for finalizers: ${names}`,
    );
  };
  const same = (object: KubeObject) =>
    object.metadata.name === key.name && (!uid || object.metadata.uid === uid);
  try {
    await new Promise<void>((resolve, reject) => {
      const onAbort = () => {
        if (!deadline.timedOut) {
          reject(new StepFailure('cancelled'));
          return;
        }
        const finalizers = left?.metadata.finalizers ?? [];
        reject(
          new StepFailure(
            `${keyLabel(key)} was not gone within ${GONE_TIMEOUT_MS / 1000} s${
              finalizers.length
                ? `; it waits for finalizers: ${finalizers.join(', ')}`
                : ''
            }${problem ? `; ${problem}` : ''}`,
          ),
        );
      };
      deadline.signal.addEventListener('abort', onAbort);
      if (deadline.signal.aborted) {
        onAbort();
        return;
      }
      context.clusters.get(cluster).watch(key.type, {
        namespace: key.namespace,
        fieldSelector: `metadata.name=${key.name}`,
        signal: watching.signal,
        onEvent(event) {
          if (event.type === 'sync') {
            const found = event.objects.find(same);
            if (found) {
              waitsFor(found);
            } else {
              resolve();
            }
          } else if (event.type === 'upsert') {
            if (same(event.object)) {
              waitsFor(event.object);
            } else if (event.object.metadata.name === key.name) {
              resolve();
            }
          } else if (same(event.object)) {
            resolve();
          }
        },
        onStatus(status) {
          problem = status.state === 'failing' ? status.message : undefined;
          if (status.state === 'failing' && status.reason === 'not-found') {
            resolve();
          }
        },
      });
    });
  } finally {
    watching.abort();
    deadline.dispose();
  }
}

/** Whether an object that has the name of ours says, or shows by what it lacks, that it is somebody else's. */
function isForeign(
  object: KubeObject,
  isLabelled: boolean,
  { federation, hub }: StepContext,
): boolean {
  const noted = hubOf(object);
  const owner = federationOf(object);
  return owner === undefined
    ? isLabelled
    : owner !== federation ||
        (hub !== undefined && noted !== undefined && noted !== hub);
}

/**
 * Deletes objects, all at once, and waits until they are gone. What is not there is no failure; what was there before the
 * federation is released, and stays; what is somebody else's by now stays as it is.
 *
 * @internal
 */
export async function runRemove(
  step: RemoveStep,
  context: StepContext,
): Promise<StepRun> {
  const { cluster } = step;
  const { signal, dryRun } = context;
  const client = context.clusters.get(cluster);
  const done: ObjectResult[] = [];
  const labelled = new Set(
    step.labelled?.map(key => thingId({ cluster, key })),
  );
  const removeOne = async (key: ObjectKey) => {
    let foreign = false;
    let occupants: string | undefined;
    const result = (
      outcome: 'removed' | 'released' | 'absent',
    ): ObjectResult => ({
      cluster,
      kind: key.type.kind,
      ...(key.namespace && { namespace: key.namespace }),
      name: key.name,
      outcome,
      ...(outcome === 'released' && {
        note: 'stays: it was there before the federation',
      }),
      ...(foreign && {
        note: occupants
          ? `stays: it holds what was not made for the federation: ${occupants}`
          : 'stays: it was not made for the federation',
      }),
    });
    let released = false;
    let uid: string | undefined;
    const existed = await context.slot(cluster, () =>
      withRetry(context, cluster, async () => {
        try {
          const object = await client.get(key, { signal });
          if (object && isAdopted(object, context.federation)) {
            released = dryRun || (await release(client, key, object, signal));
            return released;
          }
          const isLabelled = labelled.has(thingId({ cluster, key }));
          foreign =
            object !== undefined && isForeign(object, isLabelled, context);
          if (object && !foreign && key.type.kind === kube.namespace.kind) {
            occupants = await occupantsOf(client, key.name, {
              isForeign: inside => isForeign(inside, true, context),
              signal,
            });
            foreign = occupants !== undefined;
          }
          if (foreign) return false;
          uid = object?.metadata.uid;
          return (
            object !== undefined &&
            (await client.delete(key, { signal, dryRun, uid }))
          );
        } catch (error) {
          if (error instanceof NotFoundError) {
            return false;
          }
          throw error;
        }
      }),
    );
    if (released) {
      done.push(result('released'));
      return;
    }
    if (existed && !dryRun) {
      await untilGone(cluster, key, uid, context);
    }
    done.push(result(existed ? 'removed' : 'absent'));
  };
  const ends = await Promise.allSettled(step.keys.map(removeOne));
  const failed = ends.find(end => end.status === 'rejected');
  if (failed) {
    const { reason } = failed;
    throw new StepFailure(
      reason instanceof Error ? reason.message : String(reason),
      { objects: done },
    );
  }
  return { outcome: overallOutcome(done), objects: done };
}
