import { clusterReasons, Texts } from '../texts';
import { aliveTexts, podTexts } from './pods';
import { superLinkTexts } from './superLink';
import { superNodeTexts } from './superNode';

/**
 * What the views of SuperLink and SuperNodes say.
 *
 * @public
 */
export const flowerTexts: Texts = {
  findings: {
    ...podTexts,
    ...aliveTexts,
    ...superLinkTexts,
    ...superNodeTexts,
  },
  words: {
    ready: 'Ready',
    online: 'Online',
    offline: 'Offline',
    starting: 'Starting',
    waiting: 'Waiting',
    down: 'Down',
    unknown: 'Unknown',
  },
  reasons: {
    ...Object.fromEntries(
      Object.entries(podTexts).map(([id, { title }]) => [id, title]),
    ),
    'workload-not-deployed': 'It is not deployed yet.',
    ...clusterReasons,
    'deployment-taken': 'Deployment {{name}} is taken by {{by}}.',
    'deployment-missing': 'Deployment {{name}} does not exist.',
    'deployment-scaled-to-zero': 'Deployment {{name}} is scaled to 0.',
    'pod-refused': 'The cluster makes no pod: {{message}}',
    'pod-awaited': 'Waiting for its pod.',
    'pod-starting': 'Its pod is starting.',
    'pod-starting.waits': 'Its pod is starting ({{reason}}).',
    'pod-ending': 'Its old pod is ending.',
    'control-api-without-superlink': 'The SuperLink is not running.',
    'control-api-not-asked': 'It has not been asked yet.',
    'control-api-lists-ended.one':
      'It still lists {{count}} SuperNode that has ended.',
    'control-api-lists-ended':
      'It still lists {{count}} SuperNodes that have ended.',
    'superlink-awaited': 'Waiting for the SuperLink.',
    'superlink-down': 'The SuperLink is down.',
    'superlink-unknown': 'It is not known whether the SuperLink runs.',
    'superlink-not-asked': 'The SuperLink has not been asked yet.',
    'superlink-silent': 'The SuperLink’s Control API does not answer.',
    'supernode-other-authority':
      'It trusts another authority than the SuperLink’s.',
    'supernode-certificate-expired': 'The SuperLink’s certificate has ended.',
    'supernode-certificate-host':
      'The SuperLink’s certificate does not name {{host}}.',
    'supernode-unregistered': 'Its key was unregistered.',
    'supernode-not-registered': 'Its key is not registered.',
    'supernode-hangs': 'Its process hangs.',
    'supernode-refused': 'The SuperLink does not let it in.',
    'supernode-offline': 'No heartbeat reaches the SuperLink.',
    'supernode-ended': 'It was unregistered.',
    'supernode-cannot-reach-superlink': 'It cannot reach the SuperLink.',
    'supernode-does-not-reach-superlink-yet':
      'It does not reach the SuperLink yet.',
    'supernode-one-of-several':
      '{{online}} of {{total}} are online, but this Flower release does not tell which.',
    'supernode-forgotten':
      'The SuperLink has restarted and does not know it yet.',
    'supernode-not-connected': 'It has not connected yet.',
    'supernode-foreign': 'It is not one of this federation’s SuperNodes.',
  },
  phrases: {
    supernodes_one: '{{count}} SuperNode',
    supernodes_other: '{{count}} SuperNodes',
    'superlink-and-supernodes': 'a SuperLink and {{supernodes}}',
    'supernodes-connected_one': '{{count}} SuperNode connected',
    'supernodes-connected_other': '{{count}} SuperNodes connected',
    'supernodes-connecting_one': '{{ready}} of {{count}} SuperNode connected',
    'supernodes-connecting_other':
      '{{ready}} of {{count}} SuperNodes connected',
    'supernodes-down_one':
      '{{count}} of {{supernodes}} is not connected: {{names}}.',
    'supernodes-down_other':
      '{{count}} of {{supernodes}} are not connected: {{names}}.',
    'superlink-down': 'The SuperLink is down: {{reason}}.',
    'superlink-not-ready': 'its pod is not ready',
    'superlink-silent':
      'The SuperLink does not say which SuperNodes are connected.',
  },
};
