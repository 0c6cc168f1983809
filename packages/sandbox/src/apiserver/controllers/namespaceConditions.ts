import { TypeKey } from '../store/entry';
import { Json, Obj } from '../types';
import { timestamp } from '../rest/request';

interface Left {
  key: TypeKey;
  object: Obj;
}

/** `pods. has 2 resource instances`, … */
function counted(names: string[], verb: string): string {
  const counts = new Map<string, number>();
  for (const name of names) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => `${name} ${verb} ${count} resource instances`)
    .join(', ');
}

/** Why a namespace is not gone yet, as its status says it. Times stay while the text does. */
export function remainingConditions(
  left: Left[],
  before: Json[] | undefined,
): Json[] {
  const resources = left.map(({ key }) => {
    const [group, plural] = key.split('/');
    return group ? `${plural}.${group}` : `${plural}.`;
  });
  const finalizers = left.flatMap(
    ({ object }) => (object.metadata.finalizers ?? []) as string[],
  );
  const condition = (
    type: string,
    status: string,
    reason: string,
    message: string,
  ) => {
    const old = before?.find(c => c.type === type);
    return {
      type,
      status,
      lastTransitionTime:
        old?.status === status ? old.lastTransitionTime : timestamp(),
      reason,
      message,
    };
  };
  return [
    condition(
      'NamespaceDeletionDiscoveryFailure',
      'False',
      'ResourcesDiscovered',
      'All resources successfully discovered',
    ),
    condition(
      'NamespaceDeletionGroupVersionParsingFailure',
      'False',
      'ParsedGroupVersions',
      'All legacy kube types successfully parsed',
    ),
    condition(
      'NamespaceDeletionContentFailure',
      'False',
      'ContentDeleted',
      'All content successfully deleted, may be waiting on finalization',
    ),
    condition(
      'NamespaceContentRemaining',
      'True',
      'SomeResourcesRemain',
      `Some resources are remaining: ${counted(resources, 'has')}`,
    ),
    finalizers.length
      ? condition(
          'NamespaceFinalizersRemaining',
          'True',
          'SomeFinalizersRemain',
          `Some content in the namespace has finalizers remaining: ${counted(
            finalizers,
            'in',
          )}`,
        )
      : condition(
          'NamespaceFinalizersRemaining',
          'False',
          'ContentHasNoFinalizers',
          'All content-preserving finalizers finished',
        ),
  ];
}
