import { InputError } from '@backstage/errors';
import {
  ApplyResult,
  ClusterClient,
  FieldConflict,
  FieldConflictError,
  ImmutableFieldError,
  kube,
  KubeObject,
  ObjectKey,
} from '@backstage-federation/kubernetes-clusters';
import {
  ADOPTED_ANNOTATION,
  TAKEN_OVER_ANNOTATION,
} from '../../ownership/adopted';
import { federationOf } from '../../ownership/belongsTo';
import { objectId, thingId } from '../../plan/ids';
import { StepContext } from '../types';

/** How an object is applied. @internal */
export interface Applied extends ApplyResult {
  note?: string;
}

const REFUSED_FIELD = /\b([A-Za-z]\w*(?:\.[A-Za-z]\w*)+): Forbidden: may not/g;
/** A merge patch of fields in the way, and an apply that then meets a conflict. */
const MAX_TRIES = 4;

/** Managers and their fields: `spec.replicas from "kubectl"`. @internal */
export function named(conflicts: FieldConflict[]): string {
  return conflicts
    .map(({ manager, fields }) => {
      const paths = fields.map(field => field.replace(/^\./, ''));
      return `${paths.join(', ')} from "${manager}"`;
    })
    .join('; ');
}

/**
 * Fields that may not be there beside what is applied, such as a `rollingUpdate` that was filled in by default beside
 * `type: Recreate`. Server-side apply takes away only fields of its own manager.
 */
function fieldsInTheWay(error: unknown): string[] {
  // Taking fields away would be for nothing.
  if (error instanceof ImmutableFieldError) return [];
  if (!(error instanceof InputError)) return [];
  return [...error.message.matchAll(REFUSED_FIELD)].map(([, field]) => field);
}

/** Takes a field away, and sets what is beside it as the object has it, so that both happen at once. */
function withoutField(object: KubeObject, field: string): object {
  const path = field.split('.');
  const last = path.pop()!;
  let beside: unknown = object;
  for (const part of path) {
    beside = (beside as Record<string, unknown> | undefined)?.[part];
  }
  return path.reduceRight<object>((inner, part) => ({ [part]: inner }), {
    ...(beside as object | undefined),
    [last]: null,
  });
}

/** The key by which the plan knows the object, if it was there before the federation. */
function adoptedKey(
  cluster: string,
  object: KubeObject,
  { adopted }: StepContext,
): ObjectKey | undefined {
  const id = objectId(cluster, object);
  return adopted.find(thing => thingId(thing) === id)?.key;
}

function annotated(
  object: KubeObject,
  annotations: Record<string, string>,
): KubeObject {
  const { metadata } = object;
  return {
    ...object,
    metadata: {
      ...metadata,
      annotations: { ...metadata.annotations, ...annotations },
    },
  };
}

/** Whether an object was not applied because fields of it are another manager's. @internal */
export function isTaken(
  error: unknown,
): error is InputError & { cause: FieldConflictError } {
  return (
    error instanceof InputError && error.cause instanceof FieldConflictError
  );
}

/** One object that is applied, with what was taken over for it so far. */
class Apply {
  readonly #client: ClusterClient;
  readonly #context: StepContext;
  readonly #adopted: ObjectKey | undefined;
  #object: KubeObject;
  #force = false;
  readonly #taken: string[] = [];

  constructor(
    client: ClusterClient,
    object: KubeObject,
    context: StepContext,
    adopted: ObjectKey | undefined,
  ) {
    this.#client = client;
    this.#object = object;
    this.#context = context;
    this.#adopted = adopted;
  }

  async run(): Promise<Applied> {
    const { signal, dryRun, federation, resourceVersion } = this.#context;
    if (this.#adopted) {
      const live = await this.#client.get(this.#adopted, { signal });
      const taken = live?.metadata.annotations?.[TAKEN_OVER_ANNOTATION];
      this.#object = annotated(this.#object, {
        [ADOPTED_ANNOTATION]: federation,
        ...(taken && { [TAKEN_OVER_ANNOTATION]: taken }),
      });
    }
    for (let tries = 1; ; tries++) {
      try {
        const result = await this.#client.apply(this.#object, {
          signal,
          dryRun,
          resourceVersion,
          ...(this.#force && { force: true }),
        });
        return this.#noted(result);
      } catch (error) {
        const last = tries === MAX_TRIES ? undefined : error;
        const inTheWay = fieldsInTheWay(last);
        if (last instanceof FieldConflictError && !this.#force) {
          await this.#require(last, named(last.conflicts));
          this.#force = true;
          this.#note(named(last.conflicts));
        } else if (inTheWay.length) {
          await this.#require(last, inTheWay.join(', '));
          this.#note(inTheWay.join(', '));
          if (dryRun) {
            // A merge patch before it would be needed, which a dry-run cannot do.
            return this.#noted({ object: this.#object, outcome: 'changed' });
          }
          await this.#clear(inTheWay);
        } else {
          throw error;
        }
      }
    }
  }

  /** Whether fields may be taken over: asked for, and of an object that is the federation's or was adopted. */
  async #require(error: unknown, what: string): Promise<void> {
    const { takeOver, adopt, force, federation, signal } = this.#context;
    if (force) return;
    if (this.#adopted && (takeOver || adopt)) return;
    const said = error instanceof Error ? error.message : String(error);
    if (!takeOver) {
      throw new InputError(
        `${said}. To take over exactly these fields (${what}), run it again with takeOver: true; or undo that change`,
        error,
      );
    }
    const { before } = await this.#client
      .apply(this.#object, { signal, dryRun: true, force: true })
      .catch(async failure => {
        if (!fieldsInTheWay(failure).length) throw failure;
        return { before: await this.#client.get(this.#key(), { signal }) };
      });
    if (!before || federationOf(before) !== federation) {
      throw new InputError(
        `${said}. The object was not made for federation "${federation}", so nothing of it is taken over`,
        error,
      );
    }
  }

  /** Only Kubernetes' own types have fields by default that stand in the way. */
  #key(): ObjectKey {
    const { apiVersion, kind, metadata } = this.#object;
    const { name, namespace } = metadata;
    const type = Object.values(kube).find(
      known => known.kind === kind && known.apiVersion === apiVersion,
    );
    if (!type) throw new InputError(`${kind} "${name}": not taken over`);
    return { type, namespace, name };
  }

  #note(what: string) {
    this.#taken.push(what);
    if (!this.#adopted) return;
    const before = this.#object.metadata.annotations?.[TAKEN_OVER_ANNOTATION];
    const all = [...(before ? [before] : []), what].join('; ');
    this.#object = annotated(this.#object, { [TAKEN_OVER_ANNOTATION]: all });
  }

  async #clear(fields: string[]): Promise<void> {
    const { signal } = this.#context;
    const key = this.#key();
    for (const field of fields) {
      const patch = withoutField(this.#object, field);
      await this.#client.mergePatch(key, patch, { signal });
    }
  }

  #noted(result: ApplyResult): Applied {
    return {
      ...result,
      ...(this.#taken.length && {
        note: `taken over: ${this.#taken.join('; ')}`,
      }),
    };
  }
}

/**
 * Applies one object. Takes fields over from other managers only when asked, and only of an object that is the federation's
 * or was adopted; then says whose.
 *
 * @throws InputError that names managers and fields, and how to take them over
 * @internal
 */
export async function applyOne(
  client: ClusterClient,
  object: KubeObject,
  context: StepContext,
): Promise<Applied> {
  const adopted = adoptedKey(client.cluster, object, context);
  return new Apply(client, object, context, adopted).run();
}
