import {
  catalog,
  deployment,
  group,
  installPlan,
  otherSubscription,
  planned,
  pod,
  subscribed,
  subscription,
  there,
  unsatisfied,
  version,
} from './objects';
import { Row } from './row';

const OTHERS =
  'no operators found in package web-package in the catalog referenced by subscription web, subscription web exists';
const EXCEEDED =
  'install failed: deployment skupper-controller not ready before timeout: deployment "skupper-controller" exceeded its progress deadline';

export const versionRows: Row[] = [
  [
    'fresh: the plan is carried out',
    {
      subscriptions: [
        subscription({
          status: planned,
          conditions: [{ type: 'InstallPlanPending', reason: 'Installing' }],
        }),
      ],
      plans: [installPlan('Installing')],
      groups: [group()],
      catalogs: [catalog('READY')],
    },
    'installing',
    [/skupper-operator\.v2\.2\.1/],
  ],
  [
    'fresh: requirements not checked',
    {
      subscriptions: subscribed(there),
      versions: [version('Pending', 'RequirementsUnknown')],
    },
    'installing',
    [/Pending/],
  ],
  [
    'fresh: ready to be installed, with pods that are only beginning',
    {
      subscriptions: subscribed(there),
      versions: [version('InstallReady', 'AllRequirementsMet')],
      deployments: [deployment(0)],
      pods: [pod({ reason: 'ContainerCreating' })],
    },
    'installing',
    [/InstallReady; skupper-controller: 0 of 1 available/],
  ],
  [
    'fresh: installing, its Deployment is there and pods exist',
    {
      subscriptions: subscribed(there),
      versions: [version('Installing', 'InstallWaiting')],
      deployments: [deployment(0)],
    },
    'installing',
    [/Installing; skupper-controller: 0 of 1 available/],
  ],
  [
    'succeeded',
    {
      subscriptions: subscribed(there),
      versions: [version('Succeeded', 'InstallSucceeded')],
    },
    'installed',
    [/^skupper-operator\.v2\.2\.1 installed$/],
  ],
  [
    'pod never ready: failed, for a quarter of a second',
    {
      subscriptions: subscribed(there),
      versions: [
        version('Failed', 'InstallCheckFailed', { message: 'install timeout' }),
      ],
      deployments: [deployment(0)],
    },
    'not-available',
    [/skupper-controller: 0 of 1 available: install timeout/],
  ],
  [
    'pod never ready: again from the beginning',
    {
      subscriptions: subscribed(there),
      versions: [
        version('Pending', 'NeedsReinstall', {
          message: 'installing: waiting for deployment',
        }),
      ],
      deployments: [deployment(0)],
      pods: [pod({ reason: 'ImagePullBackOff', message: 'no such image' })],
    },
    'not-available',
    [/ImagePullBackOff: no such image/],
  ],
  [
    'pod never ready: installing again after it was too late',
    {
      subscriptions: subscribed(there),
      versions: [
        version('Installing', 'InstallWaiting', {
          status: {
            conditions: [{ phase: 'Failed', reason: 'InstallCheckFailed' }],
          },
        }),
      ],
      deployments: [deployment(0)],
    },
    'not-available',
    [/too late once/],
  ],
  [
    'an image that cannot be pulled, long before the time is over',
    {
      subscriptions: subscribed(there),
      versions: [version('Installing', 'InstallWaiting')],
      deployments: [deployment(0)],
      pods: [
        pod({ reason: 'ErrImagePull' }),
        pod({ reason: 'CrashLoopBackOff' }, 'web'),
      ],
    },
    'not-available',
    [/available: ErrImagePull$/],
  ],
  [
    'pods of another operator that cannot start',
    {
      subscriptions: subscribed(there),
      versions: [version('Installing', 'InstallWaiting')],
      deployments: [deployment(0)],
      pods: [pod({ reason: 'CrashLoopBackOff' }, 'web')],
    },
    'installing',
    [/0 of 1/],
  ],
  [
    'pods that are refused',
    {
      subscriptions: subscribed(there),
      versions: [version('Installing', 'InstallWaiting')],
      deployments: [
        deployment(0, [
          { type: 'ReplicaFailure', status: 'True', message: 'exceeded quota' },
        ]),
      ],
    },
    'not-available',
    [/exceeded quota/],
  ],
  [
    'progress deadline',
    {
      subscriptions: subscribed(there),
      versions: [
        version('Failed', 'InstallCheckFailed', { message: EXCEEDED }),
      ],
    },
    'not-available',
    [/exceeded its progress deadline/],
  ],
  [
    'installed, upgrade waits',
    {
      subscriptions: subscribed({
        ...planned,
        installedCSV: 'skupper-operator.v2.1.1',
      }),
      versions: [
        version('Succeeded', 'InstallSucceeded', {
          name: 'skupper-operator.v2.1.1',
        }),
      ],
      plans: [installPlan('RequiresApproval')],
    },
    'installed',
    [/v2\.1\.1 installed/],
  ],
  [
    'CSV without a Subscription, which works',
    { versions: [version('Succeeded', 'InstallSucceeded')] },
    'installed',
    [],
  ],
  [
    'CSV without a Subscription, still installing',
    { versions: [version('Installing', 'InstallWaiting')] },
    'installing',
    [],
  ],
  [
    'minKubeVersion unmet',
    {
      subscriptions: subscribed(there),
      versions: [
        version('Pending', 'RequirementsNotMet', {
          status: {
            requirementStatus: [
              {
                kind: 'CustomResourceDefinition',
                name: 'sites.skupper.io',
                status: 'Present',
              },
              {
                kind: 'ClusterServiceVersion',
                name: 'skupper-operator.v2.2.1',
                status: 'PresentNotSatisfied',
                message:
                  'CSV version requirement not met: minKubeVersion (1.99.0) > server version (v1.36.0)',
              },
            ],
          },
        }),
      ],
    },
    'requirements',
    [/minKubeVersion \(1\.99\.0\) > server version/],
  ],
  [
    'required API unmet',
    {
      subscriptions: subscribed(there),
      versions: [
        version('Pending', 'RequirementsNotMet', {
          status: {
            requirementStatus: [
              {
                kind: 'CustomResourceDefinition',
                name: 'others.sandbox.test',
                status: 'NotPresent',
                message: 'CRD is not present',
              },
            ],
          },
        }),
      ],
    },
    'requirements',
    [/CustomResourceDefinition others\.sandbox\.test: CRD is not present/],
  ],
  [
    'unsupported install mode',
    {
      subscriptions: subscribed(there),
      versions: [
        version('Failed', 'UnsupportedOperatorGroup', {
          message:
            'OwnNamespace InstallModeType not supported, cannot configure to watch own namespace',
        }),
      ],
    },
    'unsupported-group',
    [/OwnNamespace InstallModeType not supported/],
  ],
  [
    'invalid Deployment',
    {
      subscriptions: subscribed(there),
      versions: [
        version('Failed', 'InstallComponentFailed', {
          message:
            'install strategy failed: Deployment.apps "skupper-controller" is invalid',
        }),
      ],
    },
    'version-failed',
    [/InstallComponentFailed\): install strategy failed/],
  ],
  [
    'resolution failed for another Subscription, while ours is being installed',
    {
      subscriptions: [
        subscription({ status: there, conditions: [unsatisfied(OTHERS)] }),
        otherSubscription('web'),
      ],
      versions: [version('Installing', 'InstallWaiting')],
    },
    'installing',
    [],
  ],
  [
    'another name for the same package',
    {
      subscriptions: [subscription({ name: 'mine', status: there })],
      versions: [version('Succeeded', 'InstallSucceeded')],
    },
    'installed',
    [],
  ],
];
