import { ApiError } from '../errors';
import { Obj, Schema } from '../types';
import { FieldSet, printPath } from './fieldSet';
import {
  Manager,
  Managers,
  identity,
  ownable,
  printManager,
  readManagers,
  withoutFixedParts,
  writeManagers,
} from './managers';
import {
  compare,
  deepEqual,
  merge,
  removeFields,
  toFieldSet,
  withNamedParents,
} from './typed';

/** Who writes, through which endpoint. */
export interface Writer {
  manager: string;
  apiVersion: string;
  /** `status`, `scale`, or empty. */
  subresource: string;
  /** Whether the object is a custom resource. */
  custom: boolean;
  now: string;
}

function managerOf(
  writer: Writer,
  operation: Manager['operation'],
  fields: FieldSet,
): Manager {
  const { manager, apiVersion, subresource, now: time } = writer;
  return { manager, operation, apiVersion, subresource, time, fields };
}

function withoutManagedFields(object: Obj | undefined): Obj | undefined {
  if (!object?.metadata?.managedFields) {
    return object;
  }
  const { managedFields, ...metadata } = object.metadata;
  return { ...object, metadata };
}

function sameFields(a: Managers, b: Managers): boolean {
  return (
    a.size === b.size &&
    [...a].every(([id, manager]) => {
      const other = b.get(id);
      return !!other && manager.fields.equals(other.fields);
    })
  );
}

/** Keeps the time of every manager whose fields did not change. */
function keepTimes(before: Managers, after: Managers): void {
  for (const [id, manager] of after) {
    const old = before.get(id);
    if (old && old.fields.equals(manager.fields)) {
      manager.time = old.time;
    }
  }
}

/** Fields that were removed, or that another writer changed, are no longer whose they were. */
function disown(managers: Managers, lost: FieldSet): void {
  for (const [id, manager] of [...managers]) {
    const fields = manager.fields.difference(lost);
    if (fields.empty) {
      managers.delete(id);
    } else {
      managers.set(id, { ...manager, fields });
    }
  }
}

/**
 * Owners after a create, update or patch: the writer owns what it added or changed; whoever owned a changed field no
 * longer does.
 *
 * @param live - undefined on create
 * @param entries - managedFields to start from
 */
export function updateManagers(
  schema: Schema,
  live: Obj | undefined,
  next: Obj,
  entries: unknown[] | undefined,
  writer: Writer,
): unknown[] {
  const before = readManagers(entries);
  const after: Managers = new Map(before);
  const change = compare(
    schema,
    withoutManagedFields(live) ?? {},
    withoutManagedFields(next),
  );
  const written = change.added.union(change.modified);
  const self = managerOf(writer, 'Update', new FieldSet());
  const id = identity(self);
  disown(after, change.removed.union(written));
  const fields = ownable(
    (before.get(id)?.fields ?? new FieldSet())
      .difference(change.removed)
      .union(written),
  );
  self.fields = writer.custom ? fields : withoutFixedParts(fields);
  after.delete(id);
  if (!self.fields.empty) {
    after.set(id, self);
  }
  if (sameFields(before, after)) {
    return (entries ?? []) as unknown[];
  }
  keepTimes(before, after);
  return writeManagers(after);
}

function conflictError(conflicts: { manager: Manager; path: string }[]) {
  const causes = conflicts.map(({ manager, path }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${printManager(manager)}`,
    field: path,
  }));
  let text = `${causes[0].message}: ${causes[0].field}`;
  if (conflicts.length > 1) {
    const names = [...new Set(causes.map(c => c.message))].sort();
    text = names
      .map(name =>
        [
          `${name.replace('conflict ', 'conflicts ')}:`,
          ...causes.filter(c => c.message === name).map(c => `- ${c.field}`),
        ].join('\n'),
      )
      .join('\n');
  }
  const count = conflicts.length;
  return new ApiError(
    409,
    'Conflict',
    `Apply failed with ${count} conflict${count > 1 ? 's' : ''}: ${text}`,
    { causes },
  );
}

/** Takes out what the applier no longer wants and nobody else owns. */
function dropUnwanted(
  schema: Schema,
  merged: Obj,
  last: FieldSet,
  managers: Managers,
): Obj {
  const all = withNamedParents(schema, toFieldSet(schema, merged));
  const pruned = removeFields(schema, merged, last) ?? {};
  const kept = withNamedParents(schema, toFieldSet(schema, pruned));
  let owned = new FieldSet();
  for (const manager of managers.values()) {
    owned = owned.union(manager.fields);
  }
  const keptOrOwned = kept.union(withNamedParents(schema, owned));
  const withOwned =
    removeFields(schema, merged, all.difference(keptOrOwned)) ?? {};
  // What only went because its parent did (a default, say) and was not the applier's comes back, unless its parent is gone.
  const now = withNamedParents(schema, toFieldSet(schema, withOwned));
  return (
    removeFields(
      schema,
      merged,
      all.difference(now).intersection(withNamedParents(schema, last)),
    ) ?? {}
  );
}

/**
 * Server-side apply.
 *
 * @returns the merged object with its managedFields; `live` itself when nothing changes
 * @throws ApiError 409 on conflicts without force
 */
export function applyObject(
  schema: Schema,
  live: Obj | undefined,
  config: Obj,
  writer: Writer,
  force: boolean,
): Obj {
  const liveFields = withoutManagedFields(live) ?? ({} as Obj);
  const before = readManagers(live?.metadata.managedFields);
  const managers: Managers = new Map(before);
  const self = managerOf(writer, 'Apply', ownable(toFieldSet(schema, config)));
  const id = identity(self);
  const last = before.get(id)?.fields;
  managers.set(id, self);
  let next: Obj = merge(schema, liveFields, config);
  if (last && !last.empty) {
    next = dropUnwanted(schema, next, last, managers);
  }
  const change = compare(schema, liveFields, next);
  const written = change.added.union(change.modified);
  const conflicts: { manager: Manager; path: string }[] = [];
  for (const [other, manager] of [...managers]) {
    if (other === id) {
      continue;
    }
    const taken = manager.fields.intersection(written);
    if (!taken.empty) {
      conflicts.push(
        ...taken.paths().map(path => ({ manager, path: printPath(path) })),
      );
      managers.set(other, {
        ...manager,
        fields: manager.fields.difference(taken),
      });
    }
  }
  if (conflicts.length && !force) {
    throw conflictError(conflicts);
  }
  disown(managers, change.removed);
  // Not by the comparison, which sees no order of items.
  if (sameFields(before, managers) && deepEqual(liveFields, next)) {
    return live!;
  }
  keepTimes(before, managers);
  if (deepEqual(liveFields, next)) {
    // Owners alone changed, which is not worth a time.
    const own = managers.get(id);
    if (own) {
      own.time = before.get(id)?.time;
    }
  }
  return {
    ...next,
    metadata: { ...next.metadata, managedFields: writeManagers(managers) },
  };
}
