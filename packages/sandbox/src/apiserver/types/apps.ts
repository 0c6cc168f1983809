import { Json, ResourceDefinition, Schema } from '../types';
import {
  boolean,
  conditions,
  freeObject,
  int32,
  int64,
  intOrString,
  labelSelector,
  listOf,
  object,
  root,
  string,
  withDefault,
} from '../schema/dsl';
import { ageColumn, column, define } from '../registry/define';
import { cause } from '../errors';
import { deepEqual } from '../ssa/typed';
import { podTemplate } from './podSpec';
import { defaultPodSpec } from './podRules';
import { validateWorkload } from './workloadRules';

const nameColumn = column('Name', o => o.metadata.name, { format: 'name' });

const wideColumns = [
  column(
    'Containers',
    o =>
      (o.spec.template?.spec?.containers ?? [])
        .map((c: Json) => c.name)
        .join(','),
    { priority: 1 },
  ),
  column(
    'Images',
    o =>
      (o.spec.template?.spec?.containers ?? [])
        .map((c: Json) => c.image)
        .join(','),
    { priority: 1 },
  ),
  column(
    'Selector',
    o =>
      Object.entries(o.spec.selector?.matchLabels ?? {})
        .map(([k, v]) => `${k}=${v}`)
        .join(','),
    { priority: 1 },
  ),
];

function workload(
  kind: string,
  shortName: string,
  spec: Record<string, Schema>,
  status: Record<string, Schema>,
  columns: ResourceDefinition['columns'],
  scale: boolean,
  emptyStatus: Json,
  defaults?: (spec: Json) => void,
): ResourceDefinition {
  return define({
    group: 'apps',
    kind,
    shortNames: [shortName],
    categories: ['all'],
    status: true,
    scale,
    generation: true,
    schema: root({
      spec: object({
        selector: labelSelector,
        template: podTemplate,
        minReadySeconds: int32,
        ...spec,
      }),
      status: object({ conditions, observedGeneration: int64, ...status }),
    }),
    columns: [nameColumn, ...columns, ...wideColumns],
    strategy: {
      defaults: o => {
        defaultPodSpec(o.spec?.template?.spec);
        if (o.spec) {
          defaults?.(o.spec);
        }
      },
      prepareCreate: o => {
        o.status = { ...emptyStatus };
      },
      validate: validateWorkload,
      validateUpdate: (next, old) =>
        deepEqual(next.spec.selector, old.spec.selector)
          ? []
          : [
              cause.invalid(
                'spec.selector',
                next.spec.selector,
                'field is immutable',
              ),
            ],
    },
  });
}

const replicas = withDefault(int32, 1);
const counters = {
  replicas: int32,
  readyReplicas: int32,
  availableReplicas: int32,
  updatedReplicas: int32,
  unavailableReplicas: int32,
  terminatingReplicas: int32,
  fullyLabeledReplicas: int32,
  collisionCount: int32,
};
const rollingUpdate = object({
  maxSurge: intOrString,
  maxUnavailable: intOrString,
  partition: int32,
});
const strategy = object({ type: string, rollingUpdate });

export const deployments = workload(
  'Deployment',
  'deploy',
  {
    replicas,
    strategy: { ...strategy, 'x-kubernetes-patch-strategy': 'retainKeys' },
    paused: boolean,
    progressDeadlineSeconds: withDefault(int32, 600),
    revisionHistoryLimit: withDefault(int32, 10),
  },
  counters,
  [
    column(
      'Ready',
      o => `${o.status?.readyReplicas ?? 0}/${o.spec.replicas ?? 0}`,
    ),
    column('Up-to-date', o => o.status?.updatedReplicas ?? 0),
    column('Available', o => o.status?.availableReplicas ?? 0),
    ageColumn,
  ],
  true,
  {},
  spec => {
    spec.strategy ??= {};
    spec.strategy.type ??= 'RollingUpdate';
    if (spec.strategy.type === 'RollingUpdate') {
      spec.strategy.rollingUpdate ??= {};
      spec.strategy.rollingUpdate.maxSurge ??= '25%';
      spec.strategy.rollingUpdate.maxUnavailable ??= '25%';
    }
  },
);

export const replicaSets = workload(
  'ReplicaSet',
  'rs',
  { replicas },
  counters,
  [
    column('Desired', o => o.spec.replicas ?? 0),
    column('Current', o => o.status?.replicas ?? 0),
    column('Ready', o => o.status?.readyReplicas ?? 0),
    ageColumn,
  ],
  true,
  { replicas: 0 },
);

export const statefulSets = workload(
  'StatefulSet',
  'sts',
  {
    replicas,
    serviceName: string,
    podManagementPolicy: withDefault(string, 'OrderedReady'),
    updateStrategy: strategy,
    revisionHistoryLimit: withDefault(int32, 10),
    volumeClaimTemplates: listOf(freeObject),
    persistentVolumeClaimRetentionPolicy: object({
      whenDeleted: string,
      whenScaled: string,
    }),
    ordinals: object({ start: int32 }),
  },
  {
    ...counters,
    currentReplicas: int32,
    currentRevision: string,
    updateRevision: string,
  },
  [
    column(
      'Ready',
      o => `${o.status?.readyReplicas ?? 0}/${o.spec.replicas ?? 0}`,
    ),
    ageColumn,
  ],
  true,
  { replicas: 0, availableReplicas: 0 },
  spec => {
    spec.updateStrategy ??= {};
    spec.updateStrategy.type ??= 'RollingUpdate';
    if (spec.updateStrategy.type === 'RollingUpdate') {
      spec.updateStrategy.rollingUpdate ??= {};
      spec.updateStrategy.rollingUpdate.partition ??= 0;
    }
    spec.persistentVolumeClaimRetentionPolicy ??= {
      whenDeleted: 'Retain',
      whenScaled: 'Retain',
    };
  },
);

export const daemonSets = workload(
  'DaemonSet',
  'ds',
  {
    updateStrategy: strategy,
    revisionHistoryLimit: withDefault(int32, 10),
  },
  {
    currentNumberScheduled: int32,
    desiredNumberScheduled: int32,
    numberAvailable: int32,
    numberMisscheduled: int32,
    numberReady: int32,
    numberUnavailable: int32,
    updatedNumberScheduled: int32,
    collisionCount: int32,
  },
  [
    column('Desired', o => o.status?.desiredNumberScheduled ?? 0),
    column('Current', o => o.status?.currentNumberScheduled ?? 0),
    column('Ready', o => o.status?.numberReady ?? 0),
    ageColumn,
  ],
  false,
  {
    currentNumberScheduled: 0,
    desiredNumberScheduled: 0,
    numberMisscheduled: 0,
    numberReady: 0,
  },
  spec => {
    spec.updateStrategy ??= {};
    spec.updateStrategy.type ??= 'RollingUpdate';
    if (spec.updateStrategy.type === 'RollingUpdate') {
      spec.updateStrategy.rollingUpdate ??= {};
      spec.updateStrategy.rollingUpdate.maxSurge ??= 0;
      spec.updateStrategy.rollingUpdate.maxUnavailable ??= 1;
    }
  },
);
