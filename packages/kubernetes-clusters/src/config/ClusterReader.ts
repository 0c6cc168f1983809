import { Config, ConfigReader } from '@backstage/config';
import { InputError } from '@backstage/errors';
import type { ClusterDetails } from '@backstage/plugin-kubernetes-node';
import { KubeConfigOrigin } from '../transport/kubeConfigSource';

/** How a cluster is reached. @internal */
export type ClusterAccess =
  | { kind: 'token'; details: ClusterDetails; token?: string }
  | { kind: 'kubeconfig'; origin: KubeConfigOrigin }
  /** Configured, but of no use here; `reason` says why and what to do. */
  | { kind: 'unusable'; reason: string };

/** A cluster as configured. @internal */
export interface ClusterDefinition {
  /** Unique; from its place in the configuration when the configured one cannot be used. */
  name: string;
  title?: string;
  /** Where it stands in the configuration. */
  configKey: string;
  access: ClusterAccess;
}

/** Reads one cluster, whose name is good. @throws InputError that names the field and its rule @internal */
export type ReadAccess = (
  config: Config,
  configKey: string,
  inCluster: boolean,
) => ClusterAccess;

/** Names stand in paths and ids, hence without "/" and white space, and are keys of plain maps. */
function nameProblem(name: string): string | undefined {
  if (!name) return 'cluster must not be empty';
  if (name.length > 253) return 'cluster must have at most 253 characters';
  if (name in {}) {
    return 'cluster must not be a name that every object has, such as "constructor"';
  }
  return /[\s/]/.test(name)
    ? 'cluster must not contain white space or "/"'
    : undefined;
}

/** Whether a value of the configuration has fields. @internal */
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Collects clusters by their names; a cluster that cannot be read is kept with the reason.
 *
 * @internal
 */
export class ClusterReader {
  readonly clusters: ClusterDefinition[] = [];
  /** What is wrong with the sections themselves. */
  readonly problems: string[] = [];
  readonly #keys = new Map<string, string>();
  readonly #inCluster: boolean;

  constructor(inCluster: boolean) {
    this.#inCluster = inCluster;
  }

  add(definition: ClusterDefinition): void {
    const { name, configKey } = definition;
    const other = this.#keys.get(name);
    if (other === undefined) {
      this.#keys.set(name, configKey);
      this.clusters.push(definition);
    } else {
      this.#addUnnamed(
        configKey,
        `${configKey}.name: cluster "${name}" is already configured in ${other}; names must be unique`,
      );
    }
  }

  read(raw: unknown, configKey: string, access: ReadAccess) {
    if (!isObject(raw)) {
      this.#addUnnamed(configKey, `${configKey} must be an object`);
      return;
    }
    const config = new ConfigReader(
      raw as ConstructorParameters<typeof ConfigReader>[0],
      'configuration',
      undefined,
      configKey,
    );
    let name: string;
    try {
      name = config.getString('name');
      const problem = nameProblem(name);
      if (problem) {
        throw new InputError(`${configKey}.name: ${problem}`);
      }
    } catch (error) {
      this.#addUnnamed(configKey, (error as Error).message);
      return;
    }
    try {
      const title = config.getOptionalString('title');
      this.add({
        name,
        configKey,
        ...(title && { title }),
        access: access(config, configKey, this.#inCluster),
      });
    } catch (error) {
      const { message } = error as Error;
      this.add({
        name,
        configKey,
        access: { kind: 'unusable', reason: message },
      });
    }
  }

  /** The array at a key; a problem and none when there is something else. */
  array(raw: unknown, key: string): unknown[] {
    if (raw !== undefined && raw !== null && !Array.isArray(raw)) {
      this.problems.push(`${key} must be a list; it is ignored.`);
    }
    return Array.isArray(raw) ? raw : [];
  }

  /** A field of a section; a problem and nothing when the section is no object. */
  field(section: unknown, key: string, name: string) {
    if (section !== undefined && section !== null && !isObject(section)) {
      this.problems.push(`${key} must be an object; it is ignored.`);
    }
    return isObject(section) ? section[name] : undefined;
  }

  /** Shown under its place in the configuration. */
  #addUnnamed(configKey: string, reason: string): void {
    const place = configKey.replace(/\[(\d+)\]/g, '.$1');
    let name = place;
    for (let n = 2; this.#keys.has(name); n++) {
      name = `${place}.${n}`;
    }
    this.#keys.set(name, configKey);
    this.clusters.push({
      name,
      configKey,
      access: { kind: 'unusable', reason },
    });
  }
}
