import { readFileSync } from 'node:fs';
import { RootConfigService } from '@backstage/backend-plugin-api';

/** Namespaces of the platform itself, in every cluster. */
const PLATFORM = ['kube-*', 'openshift', 'openshift-*'];

/** Where a pod finds the namespace that it runs in. */
const OWN_NAMESPACE_FILE =
  '/var/run/secrets/kubernetes.io/serviceaccount/namespace';

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
 * @param ofAdapters - those that adapters name
 * @param config - `federation.reservedNamespaces` replaces all the others
 * @param own - those that Backstage itself runs in; default: the pod's
 * @returns the configured ones, else `kube-*`, `openshift`, `openshift-*`, Backstage's own and those of the adapters
 * @throws Error of the configuration when it is no list of texts
 * @internal
 */
export function reservedNamespaces(
  ofAdapters: readonly string[],
  config?: RootConfigService,
  own: string[] = ownNamespace(),
): readonly string[] {
  return (
    config?.getOptionalStringArray('federation.reservedNamespaces') ?? [
      ...PLATFORM,
      ...own,
      ...ofAdapters,
    ]
  );
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
