import { computed } from '../store/maps';
import { ResourceDefinition, apiVersionOf } from '../types';

/** The types that a cluster serves. Custom resources come and go with their definitions. */
export class Registry {
  private readonly types = new Map<string, ResourceDefinition>();
  /** Changes whenever types come or go, so that answers made from them can be cached. */
  generation = 0;

  constructor(types: ResourceDefinition[]) {
    for (const type of types) {
      this.add(type);
    }
  }

  add(type: ResourceDefinition): void {
    this.types.set(`${apiVersionOf(type)}/${type.plural}`, type);
    this.generation += 1;
  }

  remove(group: string, plural: string): void {
    for (const [key, type] of this.types) {
      if (type.group === group && type.plural === plural) {
        this.types.delete(key);
      }
    }
    this.generation += 1;
  }

  find(
    group: string,
    version: string,
    plural: string,
  ): ResourceDefinition | undefined {
    return this.types.get(`${apiVersionOf({ group, version })}/${plural}`);
  }

  /** Any version of a type. */
  byKey(group: string, plural: string): ResourceDefinition | undefined {
    return this.all().find(t => t.group === group && t.plural === plural);
  }

  byKind(apiVersion: string, kind: string): ResourceDefinition | undefined {
    return this.all().find(
      t => apiVersionOf(t) === apiVersion && t.kind === kind,
    );
  }

  all(): ResourceDefinition[] {
    return [...this.types.values()];
  }

  /** Groups with their versions, the core group left out. */
  groups(): Map<string, string[]> {
    const groups = new Map<string, string[]>();
    for (const { group, version } of this.all().filter(t => t.group)) {
      const versions = computed(groups, group, () => []);
      if (!versions.includes(version)) {
        versions.push(version);
      }
    }
    return groups;
  }
}
