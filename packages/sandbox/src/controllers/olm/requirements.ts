import type { KubeObject } from '../../client';
import { readData } from '../../apiserver/data';
import { readTemplates } from '../../shared/templates';

const template = readTemplates(require.resolve('./objects.yaml'));

/** The version of Kubernetes, as the sandbox's API servers tell it. */
const SERVER: string = readData('version.yaml').gitVersion.split('+')[0];

/** What a version needs, each with whether it is there: the `requirementStatus` of a ClusterServiceVersion. Pure. */
export function requirementsOf(
  version: KubeObject,
  definitions: KubeObject[],
): { status: string; [field: string]: string }[] {
  const { minKubeVersion: minimum, customresourcedefinitions } = version.spec;
  const text = template<any>('requirements', { minimum, server: SERVER });
  const requirement = (values: Record<string, unknown>) =>
    template<any>('requirement', values);
  const { owned = [], required = [] } = customresourcedefinitions ?? {};
  const types = [...owned, ...required].map(({ name }: any) => {
    const isThere = definitions.some(({ metadata }) => metadata.name === name);
    return requirement({
      group: 'apiextensions.k8s.io',
      version: 'v1',
      kind: 'CustomResourceDefinition',
      name,
      status: isThere ? 'Present' : 'NotPresent',
      message: isThere ? text.present : text.missing,
    });
  });
  if (!minimum) return types;
  const isNewer = compare(minimum, SERVER) <= 0;
  const kubernetes = requirement({
    group: 'operators.coreos.com',
    version: 'v1alpha1',
    kind: 'ClusterServiceVersion',
    name: version.metadata.name,
    status: isNewer ? 'Present' : 'PresentNotSatisfied',
    message: isNewer ? text.newEnough : text.tooOld,
  });
  return [kubernetes, ...types];
}

function compare(a: string, b: string): number {
  return a
    .replace('v', '')
    .localeCompare(b.replace('v', ''), 'en', { numeric: true });
}
