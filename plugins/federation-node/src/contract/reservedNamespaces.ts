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
 * Namespaces that are never a hub or a member.
 *
 * @param config - `federation.reservedNamespaces` replaces the default: names, of which `*` stands for any characters
 * @param own - those that Backstage itself runs in; default: the pod's
 * @returns the patterns of the configuration, else `kube-*`, `openshift`, `openshift-*` and Backstage's own; those that
 * adapters name come to the default only
 * @throws Error of the configuration when it is no list of texts
 * @public
 */
export function readReservedNamespaces(
  config: RootConfigService,
  own: string[] = ownNamespace(),
): ReservedNamespaces {
  const given = config.getOptionalStringArray('federation.reservedNamespaces');
  return given
    ? { patterns: given, ofAdapters: false }
    : { patterns: [...PLATFORM, ...own], ofAdapters: true };
}

/** Which namespaces are never a hub or a member. @public */
export interface ReservedNamespaces {
  /** Names, of which `*` stands for any characters. */
  patterns: string[];
  /** Whether those that adapters name are reserved too. */
  ofAdapters: boolean;
}

/** What holds where no configuration was read. @internal */
export const DEFAULT_RESERVED: ReservedNamespaces = {
  patterns: PLATFORM,
  ofAdapters: true,
};

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
