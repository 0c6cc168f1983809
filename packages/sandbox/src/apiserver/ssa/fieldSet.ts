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
    return this.combine(
      other,
      (mine, theirs) => mine || theirs,
      (mine, theirs) => (mine && theirs ? mine.union(theirs) : mine ?? theirs),
    );
  }

  difference(other: FieldSet): FieldSet {
    return this.combine(
      other,
      (mine, theirs) => mine && !theirs,
      (mine, theirs) => (theirs ? mine?.difference(theirs) : mine),
    );
  }

  /** Like {@link FieldSet.difference}, but a member of the other set takes everything below it away too. */
  recursiveDifference(other: FieldSet): FieldSet {
    return this.combine(
      other,
      (mine, theirs) => mine && !theirs,
      (mine, theirs, element) => {
        if (other.members.has(element)) {
          return undefined;
        }
        return theirs ? mine?.recursiveDifference(theirs) : mine;
      },
    );
  }

  intersection(other: FieldSet): FieldSet {
    return this.difference(this.difference(other));
  }

  /**
   * A set made of two.
   *
   * @param keeps - whether an element is a member, by where it is one
   * @param below - what is below an element
   */
  private combine(
    other: FieldSet,
    keeps: (mine: boolean, theirs: boolean) => boolean,
    below: (
      mine: FieldSet | undefined,
      theirs: FieldSet | undefined,
      element: string,
    ) => FieldSet | undefined,
  ): FieldSet {
    const result = new FieldSet();
    for (const element of [...this.members, ...other.members]) {
      if (keeps(this.members.has(element), other.members.has(element))) {
        result.members.add(element);
      }
    }
    for (const element of [...this.children.keys(), ...other.children.keys()]) {
      const child = below(
        this.children.get(element),
        other.children.get(element),
        element,
      );
      if (child && !child.empty && !result.children.has(element)) {
        result.children.set(element, child);
      }
    }
    return result;
  }

  equals(other: FieldSet): boolean {
    return this.difference(other).empty && other.difference(this).empty;
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
