import { Column, Json, ResourceDefinition } from '../types';
import {
  ageColumn,
  column,
  builtIn,
  labelsText,
  nameColumn,
} from '../registry/define';
import { immutable } from '../schema/checks';
import { deepEqual } from '../ssa/typed';
import { defaultPodSpec } from './podRules';
import { validateWorkload } from './workloadRules';

const containersText = (spec: Json, field: string): string =>
  (spec.template?.spec?.containers ?? []).map((c: Json) => c[field]).join(',');

const wideColumns = [
  column('Containers', o => containersText(o.spec, 'name'), { priority: 1 }),
  column('Images', o => containersText(o.spec, 'image'), { priority: 1 }),
  column('Selector', o => labelsText(o.spec.selector?.matchLabels), {
    priority: 1,
  }),
];

/** How one kind with pods differs from the others. */
interface Workload {
  columns: Column[];
  /** The status of a new object. */
  status: Json;
  /** Field of `spec` that says how an update goes, and what it says by default. */
  strategy?: { field: string; rollingUpdate: Json };
}

function workload(kind: string, of: Workload): ResourceDefinition {
  return builtIn(kind, {
    generation: true,
    columns: [nameColumn, ...of.columns, ageColumn, ...wideColumns],
    strategy: {
      defaults: ({ spec }) => {
        defaultPodSpec(spec?.template?.spec);
        if (spec && of.strategy) {
          const { field, rollingUpdate } = of.strategy;
          const strategy = withDefaults(spec[field], { type: 'RollingUpdate' });
          spec[field] = strategy;
          if (strategy.type === 'RollingUpdate') {
            strategy.rollingUpdate = withDefaults(
              strategy.rollingUpdate,
              rollingUpdate,
            );
          }
        }
      },
      prepareCreate: o => {
        o.status = { ...of.status };
      },
      validate: validateWorkload,
      validateUpdate: ({ spec: { selector } }, old) =>
        immutable(
          'spec.selector',
          selector,
          deepEqual(selector, old.spec.selector),
        ),
    },
  });
}

function withDefaults(value: Json, defaults: Json): Json {
  const result: Json = value ?? {};
  for (const [name, fallback] of Object.entries(defaults)) {
    result[name] ??= fallback;
  }
  return result;
}

const readyColumn = column(
  'Ready',
  o => `${o.status?.readyReplicas ?? 0}/${o.spec.replicas ?? 0}`,
);

export const deployments = workload('Deployment', {
  columns: [
    readyColumn,
    column('Up-to-date', o => o.status?.updatedReplicas ?? 0),
    column('Available', o => o.status?.availableReplicas ?? 0),
  ],
  status: {},
  strategy: {
    field: 'strategy',
    rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' },
  },
});

export const replicaSets = workload('ReplicaSet', {
  columns: [
    column('Desired', o => o.spec.replicas ?? 0),
    column('Current', o => o.status?.replicas ?? 0),
    column('Ready', o => o.status?.readyReplicas ?? 0),
  ],
  status: { replicas: 0 },
});

export const statefulSets = workload('StatefulSet', {
  columns: [readyColumn],
  status: { replicas: 0, availableReplicas: 0 },
  strategy: { field: 'updateStrategy', rollingUpdate: { partition: 0 } },
});

export const daemonSets = workload('DaemonSet', {
  columns: [
    column('Desired', o => o.status?.desiredNumberScheduled ?? 0),
    column('Current', o => o.status?.currentNumberScheduled ?? 0),
    column('Ready', o => o.status?.numberReady ?? 0),
  ],
  status: {
    currentNumberScheduled: 0,
    desiredNumberScheduled: 0,
    numberMisscheduled: 0,
    numberReady: 0,
  },
  strategy: {
    field: 'updateStrategy',
    rollingUpdate: { maxSurge: 0, maxUnavailable: 1 },
  },
});
