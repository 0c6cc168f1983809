import {
  installPlan,
  otherSubscription,
  planned,
  subscribed,
  subscription,
  there,
  version,
} from './objects';
import { Row } from './row';

export const planRows: Row[] = [
  [
    'Manual approval',
    {
      subscriptions: [
        subscription({
          spec: { installPlanApproval: 'Manual' },
          status: planned,
          conditions: [
            { type: 'InstallPlanPending', reason: 'RequiresApproval' },
          ],
        }),
      ],
      plans: [installPlan('RequiresApproval')],
    },
    'approval',
    [
      /InstallPlan install-abcde waits for a person .* Subscription skupper-operator asks for that/,
      /approve: true/,
    ],
  ],
  [
    'Manual approval through another Subscription',
    {
      subscriptions: [
        otherSubscription('web', { installPlanApproval: 'Manual' }),
        subscription({
          spec: { installPlanApproval: 'Automatic' },
          status: planned,
        }),
      ],
      plans: [
        installPlan('RequiresApproval', {
          spec: {
            approved: false,
            clusterServiceVersionNames: ['web.v2', 'skupper-operator.v2.2.1'],
          },
        }),
      ],
    },
    'approval',
    [
      /Subscription web of the same namespace asks for that/,
      /installs web\.v2, skupper-operator\.v2\.2\.1/,
    ],
  ],
  [
    'Manual approval, plans unreadable',
    {
      subscriptions: [
        subscription({
          status: planned,
          conditions: [
            { type: 'InstallPlanPending', reason: 'RequiresApproval' },
          ],
        }),
      ],
    },
    'approval',
    [/InstallPlan install-abcde/],
  ],
  [
    'bundle is unpacked',
    {
      subscriptions: [
        subscription({
          conditions: [{ type: 'BundleUnpacking', reason: 'Unpacking' }],
        }),
      ],
    },
    'unpacking',
    [],
  ],
  [
    'bundle unpack fails',
    {
      subscriptions: [
        subscription({
          conditions: [
            {
              type: 'BundleUnpackFailed',
              reason: 'BundleUnpackFailed',
              message:
                'bundle unpacking failed. Reason: DeadlineExceeded, and Message: Job was active longer than specified deadline',
            },
          ],
        }),
      ],
    },
    'unpack-failed',
    [/DeadlineExceeded/],
  ],
  [
    'InstallPlan fails, and the Subscription is at its latest all the same',
    {
      subscriptions: [
        subscription({
          status: there,
          conditions: [
            {
              type: 'InstallPlanFailed',
              reason: 'InstallComponentFailed',
              message: 'refused.sandbox.test is invalid',
            },
          ],
        }),
      ],
      versions: [version('Pending', 'RequirementsNotMet')],
      plans: [installPlan('Failed')],
    },
    'plan-failed',
    [/InstallPlan install-abcde failed: refused\.sandbox\.test is invalid/],
  ],
  [
    'InstallPlan fails, which only the plan says',
    {
      subscriptions: subscribed(planned),
      plans: [
        installPlan('Failed', {
          status: {
            phase: 'Failed',
            conditions: [
              { type: 'Installed', status: 'False', message: 'denied' },
            ],
          },
        }),
      ],
    },
    'plan-failed',
    [/denied/],
  ],
];
