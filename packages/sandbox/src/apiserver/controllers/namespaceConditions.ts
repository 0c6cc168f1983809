import { TypeKey } from '../store/entry';
import { Json, Obj } from '../types';
import { timestamp } from '../rest/request';

interface Left {
  key: TypeKey;
  object: Obj;
}

type Row = [status: string, reason: string, message: string];

/** What never goes wrong here. */
const ALL_WELL: Record<string, Row> = {
  NamespaceDeletionDiscoveryFailure: [
    'False',
    'ResourcesDiscovered',
    'All resources successfully discovered',
  ],
  NamespaceDeletionGroupVersionParsingFailure: [
    'False',
    'ParsedGroupVersions',
    'All legacy kube types successfully parsed',
  ],
  NamespaceDeletionContentFailure: [
    'False',
    'ContentDeleted',
    'All content successfully deleted, may be waiting on finalization',
  ],
};

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
  const remaining: Row = finalizers.length
    ? [
        'True',
        'SomeFinalizersRemain',
        `Some content in the namespace has finalizers remaining: ${counted(
          finalizers,
          'in',
        )}`,
      ]
    : [
        'False',
        'ContentHasNoFinalizers',
        'All content-preserving finalizers finished',
      ];
  const rows: Record<string, Row> = {
    ...ALL_WELL,
    NamespaceContentRemaining: [
      'True',
      'SomeResourcesRemain',
      `Some resources are remaining: ${counted(resources, 'has')}`,
    ],
    NamespaceFinalizersRemaining: remaining,
  };
  return Object.entries(rows).map(([type, [status, reason, message]]) => {
    const old = before?.find(c => c.type === type);
    const lastTransitionTime =
      old?.status === status ? old.lastTransitionTime : timestamp();
    return { type, status, lastTransitionTime, reason, message };
  });
}
