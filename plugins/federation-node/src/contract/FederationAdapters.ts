import { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  FederationSpec,
  formatIssues,
  OfKind,
  parseFederationSpec,
} from '@backstage-federation/plugin-federation-common';
import { matchingPattern, reservedNamespaces } from './reservedNamespaces';
import { Interconnect } from './interconnect';
import { Workload } from './workload';

/** What is registered for one kind of interconnect or workload. @public */
export type FederationAdapter = Interconnect | Workload;

/** The adapters that a federation's spec names. @public */
export interface Adapters {
  /** Of `spec.interconnect.kind`. */
  interconnect: Interconnect;
  /** Of `spec.workload.kind`. */
  workload: Workload;
}

/**
 * The interconnects and workloads that are installed.
 *
 * @public
 */
export class FederationAdapters {
  readonly #interconnects = new Map<string, Interconnect>();
  readonly #workloads = new Map<string, Workload>();

  readonly #reserved: readonly string[];
  readonly #defaults = new Map<FederationAdapter, Record<string, unknown>>();

  /** What is wrong in the configuration: field and rule, for the log. */
  readonly problems: readonly string[];

  /**
   * @param config - `federation.reservedNamespaces` says which namespaces are never a hub or a member; default: the
   * platform's, the one that Backstage runs in, and those that adapters name
   * @throws Error when two adapters of a role have the same kind
   */
  constructor(adapters: FederationAdapter[], config?: RootConfigService) {
    const { patterns, problems } = reservedNamespaces(
      adapters.flatMap(adapter => adapter.reservedNamespaces ?? []),
      config,
    );
    this.#reserved = patterns;
    const wrong: string[] = [...problems];
    this.problems = wrong;
    for (const adapter of adapters) {
      const defaults = config && adapter.defaults?.(config);
      this.#defaults.set(adapter, defaults?.part ?? {});
      wrong.push(...(defaults?.problems ?? []));
      const { role, kind } = adapter;
      const known: Map<string, FederationAdapter> =
        role === 'interconnect' ? this.#interconnects : this.#workloads;
      if (known.has(kind)) {
        throw new Error(
          `Two adapters are installed for ${role}.kind "${kind}"`,
        );
      }
      known.set(kind, adapter);
    }
  }

  /** Every adapter, for what concerns them all: what to watch. */
  all(): FederationAdapter[] {
    return [...this.interconnects(), ...this.workloads()];
  }

  /** Every interconnect. */
  interconnects(): Interconnect[] {
    return [...this.#interconnects.values()];
  }

  /** Every workload. */
  workloads(): Workload[] {
    return [...this.#workloads.values()];
  }

  /** The pattern by which a namespace is never a hub or a member, such as `kube-*`. */
  reservedBy(namespace: string): string | undefined {
    return matchingPattern(this.#reserved, namespace);
  }

  /**
   * Refuses places that are never a hub or a member, such as the platform's own namespaces.
   *
   * @throws InputError that names the fields
   * @internal
   */
  refuseReservedPlaces(spec: FederationSpec): void {
    const places = [spec.hub, ...spec.members];
    const problems = places.flatMap(({ namespace }, i) => {
      const pattern = this.reservedBy(namespace);
      const field = i === 0 ? 'hub' : `members[${i - 1}]`;
      return pattern
        ? [
            `${field}.namespace: namespace "${namespace}" is reserved (${pattern}); a federation needs a namespace of its own`,
          ]
        : [];
    });
    if (problems.length) throw new InputError(problems.join('\n'));
  }

  /**
   * Parses what a person, a file or a ConfigMap gave as a federation spec, and lets the adapters that it names check and
   * complete their parts.
   *
   * @param options - `configured`: whether what it leaves out is as the configuration says; not for what is stored
   * @throws InputError that names each field and its rule, or the installed kinds
   */
  parse(
    input: unknown,
    { configured = false }: { configured?: boolean } = {},
  ): FederationSpec {
    const spec = parseFederationSpec(input);
    const { interconnect, workload } = this.for(spec);
    const complete = <P extends OfKind>(
      adapter: FederationAdapter,
      part: P,
    ) => {
      const given = Object.entries(part).filter(([, v]) => v !== undefined);
      const defaults = configured ? this.#defaults.get(adapter) : {};
      return { ...defaults, ...Object.fromEntries(given) } as P;
    };
    const parsed: FederationSpec = {
      ...spec,
      interconnect: parsePart(
        interconnect,
        complete(interconnect, spec.interconnect),
      ),
      workload: parsePart(workload, complete(workload, spec.workload)),
    };
    this.refuseReservedPlaces(parsed);
    this.refuseReservedNames(parsed, workload.names?.(parsed) ?? []);
    return parsed;
  }

  /**
   * Refuses names that the interconnect uses itself in a site's namespace: its objects would be overwritten.
   *
   * @throws InputError that names each field
   * @internal
   */
  refuseReservedNames(
    spec: Pick<FederationSpec, 'interconnect' | 'workload'>,
    names: { field: string; name: string }[],
  ): void {
    const { reservedNames = [], title } = this.for(spec).interconnect;
    const problems = names.flatMap(({ field, name }) =>
      matchingPattern(reservedNames, name)
        ? [`${field}: "${name}" is a name that ${title} uses itself`]
        : [],
    );
    if (problems.length) {
      throw new InputError(`Invalid federation spec:\n${problems.join('\n')}`);
    }
  }

  /**
   * The adapters that a spec names.
   *
   * @throws InputError when one of them is not installed
   */
  for(spec: Pick<FederationSpec, 'interconnect' | 'workload'>): Adapters {
    return {
      interconnect: installed(
        'interconnect',
        this.#interconnects,
        spec.interconnect.kind,
      ),
      workload: installed('workload', this.#workloads, spec.workload.kind),
    };
  }
}

/** Why a kind cannot be used, and which can. @internal */
export function notInstalled(kind: string, kinds: string[]): string {
  return `no adapter for "${kind}" is installed in this backend; installed: ${
    kinds.join(', ') || 'none'
  }`;
}

function installed<T>(role: string, known: Map<string, T>, kind: string): T {
  const adapter = known.get(kind);
  if (!adapter) {
    throw new InputError(
      `${role}.kind: ${notInstalled(kind, [...known.keys()])}`,
    );
  }
  return adapter;
}

function parsePart(adapter: FederationAdapter, part: OfKind): OfKind {
  const result = adapter.specSchema.safeParse(part);
  if (!result.success) {
    throw new InputError(
      `Invalid federation spec:\n${formatIssues(result.error, adapter.role)}`,
    );
  }
  return result.data;
}
