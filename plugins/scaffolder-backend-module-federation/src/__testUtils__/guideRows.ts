import { ClusterPlatform } from '../../../federation-flower/src/kube';
import { guideDifferences } from '../../../federation-flower/src/objects';
import { flowerProfile } from '../../../federation-flower/src/profiles';
import { skupperGuideDifferences } from '../../../federation-skupper/src/guideDifferences';
import { table } from './markdownTable';

/** A difference between the guide's objects and ours. */
export interface GuideRow {
  /** What makes the object in the guide. */
  command: string;
  kind: string;
  /** Absent: every object of the kind. */
  name?: string;
  path: string;
  /** Present where the list says it. */
  values?: { guide?: unknown; ours: unknown };
  reason: string;
}

const LABELS =
  'Labels say which federation and member an object belongs to, so that the view finds it and a removal takes nothing else.';

/** What neither adapter lists: labels of the workload, and namespaces. */
const OTHERS: GuideRow[] = [
  ...['metadata.labels', 'metadata.annotations'].map(path => ({
    command: 'oc new-project',
    kind: 'Namespace',
    path,
    reason:
      'They say that the namespace was made for this federation: only then may it be deleted with it.',
  })),
  ...(
    [
      ['Deployment', 'metadata.labels'],
      ['Deployment', 'spec.template.metadata.labels'],
      ['Service', 'metadata.labels'],
    ] as const
  ).map(([kind, path]) => ({
    command: 'kubectl apply',
    kind,
    path,
    reason: LABELS,
  })),
];

/** Objects that the guide does not have. */
export const EXTRA_OBJECTS = [
  {
    object: 'ConfigMap federation-flower-openshift-demo',
    reason: 'It keeps the spec: the only place where the desired state is.',
  },
  {
    object: 'NetworkPolicy superlink',
    reason:
      'Only Skupper’s routers reach the Fleet API, and only the hub’s namespace the Control API, which asks nobody who they are.',
  },
  {
    object: 'NetworkPolicy supernode-1',
    reason: 'Nobody needs to connect to a SuperNode, so nobody can.',
  },
];

const NAMES = {
  'Deployment superlink': { kind: 'Deployment', name: 'superlink' },
  'Service superlink-service': { kind: 'Service', name: 'superlink-service' },
  'Deployment supernode': { kind: 'Deployment', name: 'supernode-1' },
};

/** Every listed difference, of both adapters and of the planner. */
export function guideRows(platform: ClusterPlatform): GuideRow[] {
  const workload = guideDifferences(flowerProfile('1.23.0'), platform);
  return [
    ...OTHERS,
    ...workload.map(({ object, path, guide, ours, reason }) => ({
      command: 'kubectl apply',
      ...NAMES[object],
      path,
      values: { guide, ours },
      reason,
    })),
    ...skupperGuideDifferences,
  ];
}

const value = (text: unknown) =>
  text === undefined ? '–' : `\`${JSON.stringify(text)}\``;

/** Rows that say the same of several objects, as one: cells of the table. */
function cells(rows: GuideRow[]): string[][] {
  const onOpenShift = new Set(
    guideRows('openshift').map(row => JSON.stringify(row)),
  );
  const groups = new Map<string, GuideRow[]>();
  for (const row of rows) {
    const key = JSON.stringify([row.path, row.values, row.reason]);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  const list = (texts: string[]) => [...new Set(texts)].join(', ');
  return [...groups.values()].map(group => {
    const [{ path, values, reason }] = group;
    const only = onOpenShift.has(JSON.stringify(group[0]))
      ? ''
      : ' Not on OpenShift.';
    return [
      list(group.map(({ command }) => `\`${command}\``)),
      list(group.map(({ kind, name }) => kind + (name ? ` \`${name}\`` : ''))),
      `\`${path}\``,
      values ? value(values.guide) : '',
      values ? value(values.ours) : '',
      reason + only,
    ];
  });
}

/** The page that lists the differences. */
export function guidePage(): string {
  return `# The Flower guide, and what the template makes

\`examples/flower-guide/federation.yaml\` is the federation of Flower's guide for multiple OpenShift clusters: the same names, ports, image
tag and \`--insecure\` (by default a federation has TLS and SuperNode authentication; the spec of the guide says otherwise). A test plans it and compares it, object by object, with what the guide's commands make. Everything that differs
stands here. Grants and access tokens are made for links by token; the guide links by certificate. The same test writes this page:
\`UPDATE_DOCS=1 yarn workspace @backstage-federation/plugin-scaffolder-backend-module-federation test --watchAll=false src/guide.test.ts\`.

## Fields that differ

${table(
  ['In the guide', 'Object', 'Field', 'Guide', 'Ours', 'Why'],
  cells(guideRows('kubernetes')),
)}

## Objects that the guide does not have

${table(
  ['Object', 'Why'],
  EXTRA_OBJECTS.map(({ object, reason }) => [object, reason]),
)}
`;
}
