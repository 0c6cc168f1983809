import { readFileSync } from 'node:fs';
import { RootConfigService } from '@backstage/backend-plugin-api';

/** Namespaces of the platform itself, in every cluster. */
const PLATFORM = ['kube-*', 'openshift', 'openshift-*'];

/** Where a pod finds the namespace that it runs in. */
const OWN_NAMESPACE_FILE =
  '/var/run/secrets/kubernetes.io/serviceaccount/namespace';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

function ownNamespace(): string[] {
  try {
    const name = readFileSync(OWN_NAMESPACE_FILE, 'utf8').trim();
    return name ? [name] : [];
  } catch {
    // Not in a pod.
    return [];
  }
}

/**
 * Namespaces that are never a hub or a member, as names of which `*` stands for any characters.
 *
 * Nothing that is wrong in the configuration throws.
 *
 * @param ofAdapters - those that adapters name
 * @param config - `federation.reservedNamespaces` replaces all the others
 * @param own - those that Backstage itself runs in; default: the pod's
 * @returns `patterns`: the configured ones, else `kube-*`, `openshift`, `openshift-*`, Backstage's own and those of the
 * adapters; both when the configuration is no list of texts, which `problems` says
 * @internal
 */
export function reservedNamespaces(
  ofAdapters: readonly string[],
  config?: RootConfigService,
  own: string[] = ownNamespace(),
): { patterns: readonly string[]; problems: readonly string[] } {
  const defaults = [...PLATFORM, ...own, ...ofAdapters];
  const section = config?.getOptional<unknown>('federation');
  const configured = isObject(section) ? section.reservedNamespaces : undefined;
  if (configured === undefined || configured === null) {
    return { patterns: defaults, problems: [] };
  }
  const entries: unknown[] = [configured].flat();
  const texts = entries.filter(
    entry => typeof entry === 'string' && entry !== '',
  ) as string[];
  if (Array.isArray(configured) && texts.length === entries.length) {
    return { patterns: texts, problems: [] };
  }
  return {
    patterns: [...defaults, ...texts],
    problems: [
      'federation.reservedNamespaces must be a list of texts that are not empty; the defaults are reserved, too.',
    ],
  };
}

/** The pattern that a name matches; `*` stands for any characters. @internal */
export function matchingPattern(
  patterns: readonly string[],
  name: string,
): string | undefined {
  return patterns.find(pattern => {
    const parts = pattern
      .split('*')
      .map(part => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${parts.join('.*')}$`).test(name);
  });
}
