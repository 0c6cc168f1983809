import { Obj, ResourceDefinition } from '../types';

/** The place of a type's objects in the store: all versions of a type share it. */
export type TypeKey = string;

/** `group/plural`. */
export function typeKey(
  definition: Pick<ResourceDefinition, 'group' | 'plural'>,
): TypeKey {
  return `${definition.group}/${definition.plural}`;
}

/** A stored version of an object; its JSON is made once, however many watches and lists send it. */
export class Entry {
  private text?: string;
  private itemText?: string;
  readonly namespace: string;
  readonly name: string;

  constructor(readonly object: Obj, readonly resourceVersion: number) {
    this.namespace = object.metadata.namespace ?? '';
    this.name = object.metadata.name;
  }

  get key(): string {
    return `${this.namespace}/${this.name}`;
  }

  /** Without type: lists of built-in types leave it out of their items. */
  get itemJson(): string {
    if (this.itemText === undefined) {
      const { apiVersion: _, kind: _1, ...rest } = this.object;
      this.itemText = JSON.stringify(rest);
    }
    return this.itemText;
  }

  get json(): string {
    this.text ??= JSON.stringify(this.object);
    return this.text;
  }
}
