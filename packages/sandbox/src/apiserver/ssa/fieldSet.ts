import { Json } from '../types';

/**
 * A set of field paths, as `managedFields[].fieldsV1` holds it. Path elements keep the form they have there: `f:name`
 * for a field, `k:{"name":"x"}` for the item of a list with keys, `v:"x"` for the item of a set.
 *
 * Sets are never changed once they left the function that made them, except by {@link FieldSet.insert}.
 */
export class FieldSet {
  readonly members = new Set<string>();
  readonly children = new Map<string, FieldSet>();

  static fromJson(json: Json): FieldSet {
    const set = new FieldSet();
    for (const [element, below] of Object.entries<Json>(json ?? {})) {
      if (element === '.') {
        continue;
      }
      const keys = Object.keys(below);
      if (!keys.length || '.' in below) {
        set.members.add(element);
      }
      if (keys.some(key => key !== '.')) {
        set.children.set(element, FieldSet.fromJson(below));
      }
    }
    return set;
  }

  toJson(): Json {
    const json: Json = {};
    const elements = new Set([...this.members, ...this.children.keys()]);
    for (const element of [...elements].sort()) {
      const child = this.children.get(element);
      if (!child) {
        json[element] = {};
      } else {
        json[element] = {
          ...(this.members.has(element) ? { '.': {} } : {}),
          ...child.toJson(),
        };
      }
    }
    return json;
  }

  get empty(): boolean {
    return this.members.size === 0 && this.children.size === 0;
  }

  insert(path: string[]): void {
    const [element, ...below] = path;
    if (!below.length) {
      this.members.add(element);
      return;
    }
    let child = this.children.get(element);
    if (!child) {
      child = new FieldSet();
      this.children.set(element, child);
    }
    child.insert(below);
  }

  union(other: FieldSet): FieldSet {
    const result = new FieldSet();
    for (const member of [...this.members, ...other.members]) {
      result.members.add(member);
    }
    for (const [element, child] of this.children) {
      const theirs = other.children.get(element);
      result.children.set(element, theirs ? child.union(theirs) : child);
    }
    for (const [element, child] of other.children) {
      if (!this.children.has(element)) {
        result.children.set(element, child);
      }
    }
    return result;
  }

  difference(other: FieldSet): FieldSet {
    const result = new FieldSet();
    for (const member of this.members) {
      if (!other.members.has(member)) {
        result.members.add(member);
      }
    }
    for (const [element, child] of this.children) {
      const theirs = other.children.get(element);
      const left = theirs ? child.difference(theirs) : child;
      if (!left.empty) {
        result.children.set(element, left);
      }
    }
    return result;
  }

  /** Like {@link FieldSet.difference}, but a member of the other set takes everything below it away too. */
  recursiveDifference(other: FieldSet): FieldSet {
    const result = new FieldSet();
    for (const member of this.members) {
      if (!other.members.has(member)) {
        result.members.add(member);
      }
    }
    for (const [element, child] of this.children) {
      if (other.members.has(element)) {
        continue;
      }
      const theirs = other.children.get(element);
      const left = theirs ? child.recursiveDifference(theirs) : child;
      if (!left.empty) {
        result.children.set(element, left);
      }
    }
    return result;
  }

  intersection(other: FieldSet): FieldSet {
    const result = new FieldSet();
    for (const member of this.members) {
      if (other.members.has(member)) {
        result.members.add(member);
      }
    }
    for (const [element, child] of this.children) {
      const theirs = other.children.get(element);
      const both = theirs && child.intersection(theirs);
      if (both && !both.empty) {
        result.children.set(element, both);
      }
    }
    return result;
  }

  equals(other: FieldSet): boolean {
    return (
      this.members.size === other.members.size &&
      this.children.size === other.children.size &&
      [...this.members].every(member => other.members.has(member)) &&
      [...this.children].every(([element, child]) => {
        const theirs = other.children.get(element);
        return !!theirs && child.equals(theirs);
      })
    );
  }

  /** All paths of the set. */
  paths(prefix: string[] = []): string[][] {
    const found: string[][] = [];
    for (const member of [...this.members].sort()) {
      found.push([...prefix, member]);
    }
    for (const element of [...this.children.keys()].sort()) {
      found.push(...this.children.get(element)!.paths([...prefix, element]));
    }
    return found;
  }
}

/** A path as conflicts name it: `.spec.template.spec.containers[name="app"].image`. */
export function printPath(path: string[]): string {
  return path
    .map(element => {
      const rest = element.slice(2);
      switch (element.slice(0, 2)) {
        case 'f:':
          return `.${rest}`;
        case 'k:':
          return `[${Object.entries(JSON.parse(rest))
            .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
            .join(',')}]`;
        case 'v:':
          return `[=${rest}]`;
        default:
          return `[${rest}]`;
      }
    })
    .join('');
}
