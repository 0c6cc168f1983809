import {
  catalog,
  installPlan,
  otherSubscription,
  planned,
  REFUSED,
  subscribed,
  subscription,
  unsatisfied,
} from './objects';
import { Row } from './row';

const NO_CHANNEL =
  'no operators found in channel stable-9 of package skupper-operator in the catalog referenced by subscription skupper-operator, subscription skupper-operator exists';
const OTHERS =
  'no operators found in package web-package in the catalog referenced by subscription web, subscription web exists';
const ORPHAN =
  'subscription skupper-operator exists, subscription skupper-operator requires redhat-operators/openshift-marketplace/stable-2/skupper-operator.v2.2.1, clusterserviceversion skupper-operator.v2.1.1 exists and is not referenced by a subscription, redhat-operators/openshift-marketplace/stable-2/skupper-operator.v2.2.1 and @existing/openshift-operators//skupper-operator.v2.1.1 originate from package skupper-operator';

export const resolutionRows: Row[] = [
  [
    'fresh: nothing said yet',
    { subscriptions: subscribed() },
    'resolving',
    [/^waiting for OLM$/],
  ],
  [
    'no CatalogSource of that name',
    {
      subscriptions: [
        subscription({
          conditions: [
            {
              type: 'CatalogSourcesUnhealthy',
              reason: 'NoCatalogSourcesFound',
            },
            unsatisfied(
              'no operators found from catalog redhat-operators in namespace openshift-marketplace referenced by subscription skupper-operator, subscription skupper-operator exists',
            ),
          ].map(condition => ({ ...condition })),
          status: {},
        }),
      ],
      catalogs: [catalog('READY', 'community-operators')],
    },
    'catalog-missing',
    [
      /openshift-marketplace\/redhat-operators, which is not there. There are: community-operators/,
    ],
  ],
  [
    'catalog unreachable, as the resolution says',
    {
      subscriptions: [
        subscription({ conditions: [REFUSED('redhat-operators')] }),
      ],
    },
    'catalog-away',
    [
      /CatalogSource openshift-marketplace\/redhat-operators does not answer.*connection refused/,
    ],
  ],
  [
    'catalog unreachable, as it says itself',
    { subscriptions: subscribed(), catalogs: [catalog('TRANSIENT_FAILURE')] },
    'catalog-away',
    [/TRANSIENT_FAILURE.*goes on by itself/],
  ],
  [
    'another catalog unreachable',
    {
      subscriptions: [subscription({ conditions: [REFUSED('mirror')] })],
      catalogs: [catalog('READY'), catalog('TRANSIENT_FAILURE', 'mirror')],
    },
    'catalog-of-others',
    [
      /CatalogSource openshift-marketplace\/mirror .* not the one of Subscription skupper-operator/,
    ],
  ],
  [
    'package missing',
    {
      subscriptions: [
        subscription({
          made: true,
          conditions: [
            unsatisfied(
              'no operators found in package skupper-operator in the catalog referenced by subscription skupper-operator, subscription skupper-operator exists',
            ),
          ],
        }),
      ],
    },
    'resolution',
    [/no operators found in package/, /keeps all others/, /withdraw: true/],
  ],
  [
    'channel missing, of a Subscription that others made',
    {
      subscriptions: [
        subscription({
          spec: { channel: 'stable-9' },
          conditions: [unsatisfied(NO_CHANNEL)],
        }),
      ],
    },
    'resolution',
    [
      /in channel stable-9/,
      /not made here.*oc delete subscription skupper-operator -n openshift-operators/,
    ],
  ],
  [
    'channel missing, which was changed since',
    {
      subscriptions: [subscription({ conditions: [unsatisfied(NO_CHANNEL)] })],
    },
    'resolution-left-over',
    [/still says/],
  ],
  [
    'approved just now',
    {
      subscriptions: [
        subscription({
          status: planned,
          conditions: [
            { type: 'InstallPlanPending', reason: 'RequiresApproval' },
          ],
        }),
      ],
      plans: [installPlan('RequiresApproval', { spec: { approved: true } })],
    },
    'resolving',
    [],
  ],
  [
    'CSV without a Subscription, and a new one',
    { subscriptions: [subscription({ conditions: [unsatisfied(ORPHAN)] })] },
    'version-unsubscribed',
    [
      /ClusterServiceVersion skupper-operator\.v2\.1\.1 .* without a Subscription/,
    ],
  ],
  [
    'resolution failed for another Subscription',
    {
      subscriptions: [
        subscription({ conditions: [unsatisfied(OTHERS)] }),
        otherSubscription('web'),
      ],
    },
    'resolution-of-others',
    [/Subscription web in namespace openshift-operators cannot be resolved/],
  ],
  [
    'resolution failed for another Subscription, which is gone',
    { subscriptions: [subscription({ conditions: [unsatisfied(OTHERS)] })] },
    'resolution-left-over',
    [/about four minutes/],
  ],
  [
    'resolution failed, in words that nobody knows',
    {
      subscriptions: [subscription({ conditions: [unsatisfied('who knows')] })],
    },
    'resolution-prevented',
    [/who knows/],
  ],
];
