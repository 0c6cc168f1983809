import type { KubeObject } from '../../client';
import { readTemplates } from '../../shared/templates';

const template = readTemplates(require.resolve('./objects.yaml'));

/** Why a version cannot watch the namespaces of its OperatorGroup; undefined when it can. Pure. */
export function unsupportedMode(
  version: KubeObject,
  group: KubeObject | undefined,
): string | undefined {
  const targets: string[] = group?.spec?.targetNamespaces ?? [];
  const own = targets.includes(version.metadata.namespace!);
  const [mode, text] =
    targets.length > 1
      ? ['MultiNamespace', 'several']
      : own
      ? ['OwnNamespace', 'own']
      : ['SingleNamespace', 'one'];
  const isSupported = version.spec.installModes?.some(
    (known: any) => known.type === mode && known.supported,
  );
  return targets.length && !isSupported
    ? template<any>('installModes', { mode, count: targets.length })[text]
    : undefined;
}
