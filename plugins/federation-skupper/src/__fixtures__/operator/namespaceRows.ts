import { group, subscribed, subscription } from './objects';
import { Row } from './row';

export const namespaceRows: Row[] = [
  [
    'two Subscriptions for the package, one of which was made here',
    {
      subscriptions: [
        subscription({ name: 'a-team' }),
        subscription({ made: true }),
      ],
      groups: [group()],
    },
    'subscribed-twice',
    [/Delete all but one\. skupper-operator was made here: .* withdraw: true$/],
  ],
  [
    'two OperatorGroups, of which nothing is said',
    { subscriptions: subscribed(), groups: [group(), group('mine')] },
    'operator-groups',
    [/2 OperatorGroups: global-operators, mine/],
  ],
  [
    'no OperatorGroup',
    { subscriptions: subscribed(), groups: [] },
    'no-operator-group',
    [/no OperatorGroup/],
  ],
  [
    'second Subscription for the same package',
    { subscriptions: [subscription(), subscription({ name: 'mine' })] },
    'subscribed-twice',
    [/mine, skupper-operator/],
  ],
  [
    'the Subscription is deleted meanwhile',
    {},
    'subscription-gone',
    [/somebody has deleted it/],
  ],
];
