import { Json } from '../types';
import { FieldSet } from './fieldSet';

/** Who owns what, and how they came to. */
export interface Manager {
  manager: string;
  operation: 'Apply' | 'Update';
  apiVersion: string;
  subresource: string;
  /** When its fields last changed, if an object changed with them. */
  time?: string;
  fields: FieldSet;
}

/** Owners by identity: appliers have one entry per name, updaters one per name and version. */
export type Managers = Map<string, Manager>;

export function identity(manager: Manager): string {
  return JSON.stringify([
    manager.manager,
    manager.operation,
    manager.operation === 'Apply' ? '' : manager.apiVersion,
    manager.subresource,
  ]);
}

export function readManagers(entries: Json[] | undefined): Managers {
  const managers: Managers = new Map();
  for (const entry of entries ?? []) {
    const manager: Manager = {
      manager: entry.manager ?? '',
      operation: entry.operation,
      apiVersion: entry.apiVersion,
      subresource: entry.subresource ?? '',
      time: entry.time,
      fields: FieldSet.fromJson(entry.fieldsV1),
    };
    managers.set(identity(manager), manager);
  }
  return managers;
}

/** What entries are sorted by; no part of it has a NUL in it. */
function orderKey(m: Manager): string {
  const parts = [m.operation, m.time, m.manager, m.apiVersion, m.subresource];
  return parts.join('\0');
}

export function writeManagers(managers: Managers): Json[] {
  return [...managers.values()]
    .filter(m => !m.fields.empty)
    .sort((a, b) => (orderKey(a) < orderKey(b) ? -1 : 1))
    .map(m => ({
      manager: m.manager,
      operation: m.operation,
      apiVersion: m.apiVersion,
      time: m.time,
      fieldsType: 'FieldsV1',
      fieldsV1: m.fields.toJson(),
      ...(m.subresource ? { subresource: m.subresource } : {}),
    }));
}

/** A manager as conflicts name it. */
export function printManager(manager: Manager): string {
  const name = `${JSON.stringify(manager.manager)}${
    manager.subresource
      ? ` with subresource ${JSON.stringify(manager.subresource)}`
      : ''
  }`;
  return manager.operation === 'Update'
    ? `${name} using ${manager.apiVersion}`
    : name;
}

/** Fields that nobody owns, because the server sets them or they are the object's identity. */
const UNOWNED = FieldSet.fromJson({
  'f:apiVersion': {},
  'f:kind': {},
  'f:metadata': {
    'f:name': {},
    'f:namespace': {},
    'f:creationTimestamp': {},
    'f:selfLink': {},
    'f:uid': {},
    'f:generation': {},
    'f:managedFields': {},
    'f:resourceVersion': {},
    'f:deletionTimestamp': {},
    'f:deletionGracePeriodSeconds': {},
  },
});
const METADATA_ITSELF = FieldSet.fromJson({ 'f:metadata': {} });

/** Parts of built-in types that are always there, if only empty: nobody adds them. */
const ALWAYS_THERE = FieldSet.fromJson({
  'f:status': {},
  'f:spec': {
    '.': {},
    'f:containers': {},
    'f:names': {},
    'f:podSelector': {},
    'f:resources': {},
    'f:strategy': {},
    'f:updateStrategy': {},
    'f:template': {
      '.': {},
      'f:metadata': {},
      'f:spec': { '.': {}, 'f:containers': {} },
    },
  },
});

/** Takes the fields that nobody owns out of a set. */
export function ownable(fields: FieldSet): FieldSet {
  return fields.recursiveDifference(UNOWNED).difference(METADATA_ITSELF);
}

/** What an update of a built-in type can't have added. */
export function withoutFixedParts(fields: FieldSet): FieldSet {
  return fields.difference(ALWAYS_THERE);
}
