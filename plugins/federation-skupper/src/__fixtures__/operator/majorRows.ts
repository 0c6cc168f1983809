import { planned, subscribed, subscription, there, version } from './objects';
import { Row } from './row';

/** Skupper 1, copies of other namespaces, and several of one package. */
export const majorRows: Row[] = [
  [
    'Skupper 1, which works',
    {
      subscriptions: [
        subscription({
          spec: { channel: 'stable' },
          status: {
            currentCSV: 'skupper-operator.v1.9.0',
            installedCSV: 'skupper-operator.v1.9.0',
          },
        }),
      ],
      versions: [
        version('Succeeded', 'InstallSucceeded', {
          name: 'skupper-operator.v1.9.0',
        }),
      ],
    },
    'v1',
    [
      /v1\.9\.0 is Skupper 1, from channel "stable" of Subscription skupper-operator/,
      /changeChannel: true/,
    ],
  ],
  [
    'Skupper 1, before it is there',
    {
      subscriptions: [
        subscription({
          spec: { channel: 'stable-1.9' },
          status: { currentCSV: 'skupper-operator.v1.9.0' },
        }),
      ],
    },
    'v1',
    [/stable-1\.9/],
  ],
  [
    'Skupper 1 without a Subscription',
    {
      versions: [
        version('Succeeded', 'InstallSucceeded', {
          name: 'skupper-operator.v1.9.0',
        }),
      ],
    },
    'v1-unsubscribed',
    [/oc delete csv skupper-operator\.v1\.9\.0/],
  ],
  [
    'Skupper 1 that stays after the channel was changed',
    {
      subscriptions: [
        subscription({
          status: {
            currentCSV: 'skupper-operator.v1.9.0',
            installedCSV: 'skupper-operator.v1.9.0',
          },
        }),
      ],
      versions: [
        version('Succeeded', 'InstallSucceeded', {
          name: 'skupper-operator.v1.9.0',
        }),
      ],
    },
    'v1-stays',
    [/has not replaced skupper-operator\.v1\.9\.0/],
  ],
  [
    'Skupper 1 whose upgrade to 2 is being installed',
    {
      subscriptions: subscribed({
        ...planned,
        installedCSV: 'skupper-operator.v1.9.0',
      }),
      versions: [
        version('Replacing', 'BeingReplaced', {
          name: 'skupper-operator.v1.9.0',
        }),
        version('Installing', 'InstallWaiting'),
      ],
    },
    'installing',
    [/v2\.2\.1/],
  ],
  [
    'an operator of another namespace, which works for all',
    { versions: [version('Succeeded', 'Copied', { copied: true })] },
    'installed',
    [],
  ],
  [
    'two Subscriptions, of which the second works',
    {
      subscriptions: [
        subscription({ name: 'a' }),
        subscription({ name: 'b', status: there }),
      ],
      versions: [version('Succeeded', 'InstallSucceeded')],
    },
    'installed',
    [],
  ],
  [
    'Skupper 1 of another namespace, beside ours that is being installed',
    {
      subscriptions: subscribed(there),
      versions: [
        version('Succeeded', 'Copied', {
          name: 'skupper-operator.v1.9.0',
          copied: true,
        }),
        version('Installing', 'InstallWaiting'),
      ],
    },
    'installing',
    [/v2\.2\.1/],
  ],
];
