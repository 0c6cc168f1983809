import { changedTexts, FindingText } from '../texts';
import {
  AGAIN,
  MAKES_IT,
  POD_REFUSED,
  RENEWS,
  TAKEN,
  TAKE_OVER,
} from './shared';

const OTHER_VERSION = {
  explanation:
    'Ports, arguments and the Control API differ between Flower releases. With another release than the federation’s, SuperNodes may not connect and this page may not see them.',
  remedy:
    'Apply the federation again, or set its version to the one that runs.',
};

/** What is wrong with the SuperLink. */
export const superLinkTexts: Record<string, FindingText> = {
  'workload-not-deployed': {
    title: 'Neither SuperLink nor SuperNodes are deployed yet.',
    explanation:
      'The federation has been described, but nothing of Flower is in its clusters so far.',
    remedy:
      'If nobody is setting the federation up at the moment, apply it again.',
  },
  'superlink-missing': {
    title: 'The hub has no SuperLink.',
    explanation:
      'SuperNodes connect to the SuperLink; without it no run can start. Its Deployment was not made, or was deleted.',
    remedy: AGAIN,
  },
  'superlink-authority-missing': {
    title: 'The hub has lost the certificate of the federation’s authority.',
    explanation:
      'ConfigMap {{configMap}} in {{place}} is not there. Without it nobody can tell whether the SuperLink is the right one, so it is not asked which SuperNodes are connected.',
    remedy: MAKES_IT,
  },
  'superlink-taken': {
    title:
      'The SuperLink cannot be made: Deployment "{{object}}" is taken by {{by}}.',
    ...TAKEN,
  },
  'superlink-scaled-to-zero': {
    title: 'The SuperLink was scaled to 0 by {{by}}.',
    explanation:
      'Its Deployment asks for no pod, so no SuperNode can connect and no run can start.',
    remedy: TAKE_OVER,
  },
  'superlink-scaled-to-zero.unapplied': {
    title: 'The SuperLink is scaled to 0.',
    explanation:
      'Its Deployment asks for no pod, so no SuperNode can connect and no run can start.',
    remedy: AGAIN,
  },
  ...changedTexts('superlink-changed', 'The SuperLink'),
  'superlink-changed.broken': {
    title: 'The SuperLink was changed by {{by}}: {{changes}}.',
    explanation:
      'It no longer runs as the federation starts it. So SuperNodes are not connected, or it does not run at all.',
    remedy: TAKE_OVER,
  },
  'superlink-pod-refused': {
    title: 'The cluster refuses to make the SuperLink’s pod.',
    ...POD_REFUSED,
  },
  'superlink-without-tls': {
    title: 'The SuperLink speaks plain text, though the federation wants TLS.',
    explanation:
      'It was started with --insecure. SuperNodes that expect TLS cannot connect, and their log only says that they try again.',
    remedy: AGAIN,
  },
  'control-api-other-release': {
    title: 'The SuperLink is not Flower {{version}}.',
    explanation:
      'The Control API changed between Flower releases. The SuperLink answers in the way of another release than the federation’s.',
    remedy:
      'Give the SuperLink’s image and the federation the same version, then apply the federation again.',
  },
  'control-api-silent': {
    title: 'The SuperLink’s Control API does not answer.',
    explanation:
      'The SuperLink’s pod is ready, but nobody can ask it which SuperNodes are connected. What is shown of them is the last that was known.',
    remedy:
      'If it does not come back by itself, check that port-forward to the hub’s namespace is permitted, and look at the SuperLink’s log.',
  },
  'superlink-certificate-untrusted': {
    title:
      'The SuperLink’s certificate was not signed by the federation’s authority.',
    explanation:
      'SuperNodes refuse it, and nothing is asked of a SuperLink that cannot show who it is. Its Secret was replaced, or its pod has not restarted since the certificate was renewed.',
    remedy:
      'Apply the federation again. If it says that another manager holds the Secret, let it take the fields over.',
  },
  'superlink-certificate-expired': {
    title: 'The SuperLink’s certificate ended on {{date}}.',
    explanation:
      'SuperNodes that are connected stay so; none can connect or reconnect.',
    remedy: RENEWS,
  },
  'superlink-certificate-expires-soon': {
    title: 'The SuperLink’s certificate ends on {{date}}.',
    explanation: 'After that day no SuperNode can connect or reconnect.',
    remedy: RENEWS,
  },
  'superlink-certificate-loopback': {
    title:
      'Runs will stay pending: the SuperLink’s certificate does not name 127.0.0.1.',
    explanation:
      'Since Flower 1.37 the SuperLink’s own helper, which starts runs, dials it at 127.0.0.1 by TLS. It ends without this name, and nothing starts it again.',
    remedy: RENEWS,
  },
  'superlink-control-api-open': {
    title: 'Members can reach the SuperLink’s Control API.',
    explanation:
      'Since Flower 1.40 one port serves SuperNodes and the Control API, which asks nobody who they are: whoever reaches the listener in a member’s namespace can start runs. This SuperLink has no gateway before it.',
    remedy: AGAIN,
  },
  'superlink-version-mismatch': {
    title:
      'The SuperLink runs Flower {{version}}, the federation wants {{wanted}}.',
    ...OTHER_VERSION,
  },
  'superlink-version-mismatch.unknown': {
    title:
      'The SuperLink’s image does not say which Flower release it is; the federation wants {{wanted}}.',
    ...OTHER_VERSION,
  },
};
