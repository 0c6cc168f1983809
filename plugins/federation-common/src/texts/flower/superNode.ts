import { changedTexts, FindingText } from '../texts';
import {
  AGAIN,
  MAKES_IT,
  POD_REFUSED,
  RENEWS,
  TAKEN,
  TAKE_OVER,
} from './shared';

const UNREGISTERED =
  'A SuperLink never takes a key again that was unregistered.';
const NOT_REGISTERED =
  'With SuperNode authentication only registered keys may connect. Either it was never registered, or the SuperLink’s pod was replaced: registrations go with it.';
const STAYS_ALIVE =
  'With this Flower release its pod stays ready all the same, and never tries again.';

const unregistered = {
  title: 'The SuperNode’s key was unregistered.',
  remedy:
    'If it shall belong to the federation, delete the Secret {{secret}} on the member and apply the federation again: it gets a new key.',
};
const notRegistered = {
  title: 'The SuperLink does not know the SuperNode’s key.',
  remedy:
    'Apply the federation again: it registers the key and starts the SuperNode anew.',
};
const foreign = {
  title: 'A SuperNode that is not part of this federation is connected.',
  remedy: 'Find out who runs it. If it belongs here, add it to the federation.',
};

/** What is wrong with a SuperNode. */
export const superNodeTexts: Record<string, FindingText> = {
  'supernode-missing': {
    title: 'SuperNode {{name}} is not there.',
    explanation:
      'The federation wants it, but its Deployment was not made, or was deleted.',
    remedy: AGAIN,
  },
  'supernode-scaled-to-zero': {
    title: 'SuperNode {{name}} was scaled to 0 by {{by}}.',
    explanation: 'Its Deployment asks for no pod, so it takes part in no run.',
    remedy: TAKE_OVER,
  },
  'supernode-scaled-to-zero.unapplied': {
    title: 'SuperNode {{name}} is scaled to 0.',
    explanation: 'Its Deployment asks for no pod, so it takes part in no run.',
    remedy: AGAIN,
  },
  ...changedTexts('supernode-changed', 'SuperNode {{name}}'),
  'supernode-changed.broken': {
    title: 'SuperNode {{name}} was changed by {{by}}: {{changes}}.',
    explanation:
      'It no longer runs as the federation starts it, and is not connected.',
    remedy: TAKE_OVER,
  },
  'supernode-registered-again': {
    title:
      'The SuperLink had lost the keys of {{names}}, which were registered again.',
    explanation:
      'Its database went with its pod. The backend registered the keys by itself and started their SuperNodes anew, as federation.selfMending allows it.',
    remedy:
      'Nothing needs to be done. To keep registrations, let workload.persistence give the database a volume.',
  },
  'supernode-authority-missing': {
    title:
      'The SuperNodes in {{place}} have lost the certificate of their authority.',
    explanation:
      'ConfigMap {{configMap}} is not there. SuperNodes that run go on; one that starts anew waits for it for ever.',
    remedy: MAKES_IT,
  },
  'supernode-taken': {
    title:
      'SuperNode {{name}} cannot be made: Deployment "{{object}}" is taken by {{by}}.',
    ...TAKEN,
  },
  'supernode-pod-refused': {
    title: 'The cluster refuses to make the pod of SuperNode {{name}}.',
    ...POD_REFUSED,
  },
  'supernode-other-authority': {
    title: 'The SuperNode trusts another authority than the SuperLink’s.',
    explanation:
      'A SuperNode talks only to a SuperLink whose certificate was signed by the authority that it was given. The hub has another one.',
    remedy:
      'Apply the federation again: it gives the member the right certificate and starts its SuperNodes anew.',
  },
  'supernode-certificate-expired': {
    title: 'The SuperNode refuses the SuperLink’s certificate: it has ended.',
    explanation:
      'A certificate is valid until a date. Connections that were open before go on; new ones are refused.',
    remedy: RENEWS,
  },
  'supernode-certificate-host': {
    title:
      'The SuperLink’s certificate does not name {{host}}, the host that the SuperNode dials.',
    explanation:
      'A SuperNode accepts a certificate only for the host that it dialled. Flower does not say so: its log looks as if the SuperLink were down.',
    remedy:
      'Apply the federation again: it makes a certificate that names {{host}}. One that you made yourself must name it too.',
  },
  'supernode-unregistered': { ...unregistered, explanation: UNREGISTERED },
  'supernode-unregistered.alive': {
    ...unregistered,
    explanation: `${UNREGISTERED} ${STAYS_ALIVE}`,
  },
  'supernode-not-registered': { ...notRegistered, explanation: NOT_REGISTERED },
  'supernode-not-registered.alive': {
    ...notRegistered,
    explanation: `${NOT_REGISTERED} ${STAYS_ALIVE}`,
  },
  'supernode-tls-untrusted': {
    title: 'The SuperNode does not trust the SuperLink’s certificate.',
    explanation:
      'The TLS handshake failed: the certificate was signed by another authority than the one the SuperNode was given.',
    remedy: 'Give the SuperNode the certificate of the SuperLink’s CA.',
  },
  'supernode-tls-name': {
    title: 'The SuperLink’s certificate is for another name.',
    explanation:
      'The TLS handshake failed: the certificate does not name the address under which the SuperNode reaches the SuperLink.',
    remedy:
      'Give the SuperLink a certificate that names {{host}}, and restart it.',
  },
  'supernode-tls-not-spoken': {
    title: 'The SuperLink does not speak TLS, and the SuperNode does.',
    explanation:
      'The two were started with different settings: the SuperLink with --insecure, the SuperNode without.',
    remedy: 'Apply the federation again, so that both get the same.',
  },
  'supernode-refused': {
    title: 'The SuperLink refused to activate the SuperNode.',
    explanation:
      'Its key is not registered, was unregistered, or is still in use by a process that ended less than a minute ago; Flower does not say which.',
    remedy:
      'If it does not connect within two minutes, register the SuperNode’s key, with a new key pair if it was unregistered.',
  },
  'supernode-key-required': {
    title: 'The SuperLink takes only SuperNodes that are registered.',
    explanation:
      'The SuperLink was started with --enable-supernode-auth, and this SuperNode has no registered key.',
    remedy: 'Register a key for the SuperNode, and start it with that key.',
  },
  'supernode-identity-in-use': {
    title: 'Another SuperNode with the same key is connected.',
    explanation:
      'A key may be used by one SuperNode at a time. After a hard end the old one counts as connected for up to 60 seconds.',
    remedy:
      'Wait a minute; if it goes on, give each SuperNode a key of its own.',
  },
  'supernode-hangs': {
    title: 'The SuperNode’s process hangs.',
    explanation:
      'Its SuperLink was restarted and does not know it any more. A SuperNode then ends and is started anew; with this Flower release it sometimes fails to end, and does nothing any more.',
    remedy:
      'Delete its pod; its Deployment makes a new one. Releases after 1.23 were not seen to do this.',
  },
  'supernode-arguments-refused': {
    title: 'This Flower release refuses the arguments of the SuperNode.',
    explanation:
      'Arguments come and go between Flower releases. The image is of another release than the one the arguments are for.',
    remedy: 'Apply the federation again with the version of the image.',
  },
  'supernode-offline': {
    title: 'SuperNode {{name}} has lost the SuperLink.',
    explanation:
      'Its pod runs, but its heartbeats no longer reach the SuperLink, which calls it offline after 60 seconds without one. Most often the link between the sites is down.',
    remedy:
      'Mend the member’s link or listener first, if one is down; the SuperNode then reconnects by itself within half a minute.',
  },
  'supernode-cannot-reach-superlink': {
    title: 'SuperNode {{name}} cannot reach the SuperLink at {{address}}.',
    explanation:
      'It tries again and again. Flower says the same for each of these: the listener or the link is not there, the SuperLink is down, one of them uses TLS and the other does not, or the certificate does not name the address.',
    remedy:
      'Check the member’s link and the listener {{host}} first, then the SuperLink.',
  },
  'supernode-not-in-spec': {
    title: 'SuperNode {{name}} runs, but is not part of the federation’s spec.',
    explanation:
      'Its Deployment carries the federation’s label. It was taken out of the spec, or made by hand.',
    remedy: 'Apply the federation again to remove it, or add it to the spec.',
  },
  'supernode-foreign': {
    ...foreign,
    explanation:
      'It is connected, but no Deployment of this federation runs it.',
  },
  'supernode-foreign.unauthenticated': {
    ...foreign,
    explanation:
      'Without SuperNode authentication anyone who reaches the Fleet API can join, and receives the models of each run.',
  },
  'supernode-version-mismatch': {
    title:
      'SuperNode {{name}} runs Flower {{version}}, the federation wants {{wanted}}.',
    explanation:
      'All parts of a federation should run the release that the federation names.',
    remedy: AGAIN,
  },
  'supernode-version-mismatch.superlink': {
    title:
      'SuperNode {{name}} runs Flower {{version}}, the SuperLink {{superLink}}.',
    explanation:
      'SuperLink and SuperNodes must be of the same release: arguments, ports and messages differ between releases.',
    remedy: AGAIN,
  },
};
