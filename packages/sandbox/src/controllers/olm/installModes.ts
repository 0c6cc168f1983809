import type { KubeObject } from '../../client';
import { readTemplates } from '../../shared/templates';

const template = readTemplates(require.resolve('./objects.yaml'));

/** Why a version cannot watch the namespaces of its OperatorGroup; undefined when it can. Pure. */
export function unsupportedMode(
  version: KubeObject,
  group: KubeObject | undefined,
): string | undefined {
  const targets: string[] = group?.spec?.targetNamespaces ?? [];
  const [mode, text] = modeOf(targets, version.metadata.namespace!);
  const isSupported = version.spec.installModes?.some(
    (known: any) => known.type === mode && known.supported,
  );
  return targets.length && !isSupported
    ? template<any>('installModes', { mode, count: targets.length })[text]
    : undefined;
}

function modeOf(targets: string[], own: string) {
  if (targets.length > 1) return ['MultiNamespace', 'several'];
  return targets.includes(own)
    ? ['OwnNamespace', 'own']
    : ['SingleNamespace', 'one'];
}
