import { FindingText } from '../texts';

const CRASH = {
  explanation:
    'The container starts and ends with an error again and again; Kubernetes waits longer before each new try.',
  remedy: 'The last lines of the pod’s log say why.',
};

/** Why the container of a SuperLink or SuperNode does not run; each title is the reason of its state too. */
export const podTexts: Record<string, FindingText> = {
  'pod-image-pull': {
    title: 'The image {{image}} cannot be pulled.',
    explanation:
      'The cluster did not get the image: the release does not exist, the registry cannot be reached or refuses, or there is no image for the node’s processor.',
    remedy:
      'Check the Flower version, and that the cluster’s nodes reach the registry.',
  },
  'pod-container-config': {
    title: 'The container cannot be made: {{message}}',
    explanation:
      'Kubernetes could not set the container up from the Deployment, so Flower never started.',
    remedy: 'Correct what the message names, then apply the federation again.',
  },
  'pod-container-config.user': {
    title:
      'Kubernetes refuses the image, because it names its user instead of giving a number.',
    explanation:
      'The pod must not run as root, and Kubernetes can check that only for a numeric user id. Flower images use the user "app" (49999).',
    remedy:
      'Apply the federation again: its Deployments set runAsUser 49999, except on OpenShift, which sets a number itself.',
  },
  'pod-crash-loop': { title: 'Flower ends right after its start.', ...CRASH },
  'pod-crash-loop.status': {
    title: 'Flower ends right after its start (status {{status}}).',
    ...CRASH,
  },
  'pod-crash-loop.memory': {
    title: 'Flower was ended because it used too much memory.',
    ...CRASH,
  },
  'pod-container-ends': {
    title: 'The container {{container}} of the pod ends right after its start.',
    explanation:
      'Flower itself may run, but its pod is not ready without the containers beside it: from Flower 1.40 on fleet-gateway carries what SuperNodes ask.',
    remedy: 'The last lines of that container’s log say why.',
  },
  'pod-evicted': {
    title: 'Kubernetes evicted the pod.',
    explanation:
      'The pod used more disk or memory than it may. Each of its volumes has a size limit; installed apps, package caches and logs fill them.',
    remedy:
      'See in the message which volume or resource ran out, and give it more room.',
  },
  'pod-ended': {
    title: 'The pod ended: {{reason}}.',
    explanation: 'The pod will not start again; its Deployment makes another.',
    remedy:
      'Look at the pod’s message; the Deployment starts a new pod by itself.',
  },
  'pod-unschedulable': {
    title: 'No node of the cluster takes the pod.',
    explanation:
      'The scheduler found no node with enough free memory and processor, or none that the pod may run on.',
    remedy: 'Free resources in the cluster or add a node.',
  },
  'arguments-refused': {
    title: 'This Flower release refuses the arguments it was started with.',
    explanation:
      'Arguments come and go between Flower releases. The image is of another release than the one the arguments are for.',
    remedy:
      'Give image and federation the same Flower version, then apply the federation again.',
  },
};

/** What Flower's own exit codes mean, and what to do; the process itself always ends with status 1. */
const EXIT_CODES: Record<string, [meaning: string, remedy: string]> = {
  100: [
    'a part of Flower crashed',
    'Look at the error above the exit code in the log.',
  ],
  104: [
    'Flower was started with arguments that it refuses',
    'Compare the arguments with those of this Flower release.',
  ],
  105: [
    'the database was written by a newer Flower release',
    'Use the release that wrote it, or start with an empty database.',
  ],
  302: [
    'the private key of the SuperNode cannot be used',
    'Flower takes only an elliptic curve key in OpenSSH format (ssh-keygen -t ecdsa -b 384).',
  ],
  303: [
    'SuperNode authentication needs TLS',
    'Turn TLS on, or authentication off.',
  ],
  304: [
    'the list of trusted entities cannot be used',
    'Correct the file given by --trusted-entities.',
  ],
  305: [
    'the SuperNode could not connect to the SuperLink',
    'See the reason in the log; check link, listener and SuperLink.',
  ],
  400: [
    'a plugin of Flower is configured wrongly',
    'Look at the error in the log.',
  ],
  600: [
    'an address given to Flower cannot be used',
    'Check host and port in the arguments.',
  ],
  602: ['TLS cannot be used here', 'Start without the TLS arguments.'],
  608: [
    'the app’s dependencies could not be installed',
    'Give the SuperLink access to the Python package index, or build an image that has them and set installDependencies of the workload to false.',
  ],
  licence: [
    'Flower’s licence was refused',
    'Check the licence of the Enterprise image.',
  ],
  serverapp: ['the ServerApp failed', 'Look at the run’s log.'],
  other: [
    'Flower ended with its code {{code}}',
    'Look at the lines around the exit code in the log.',
  ],
};

for (const [code, [meaning, remedy]] of Object.entries(EXIT_CODES)) {
  podTexts[`exit-code-${code}`] = {
    title: `Flower ended: ${meaning}.`,
    explanation: `Flower gave its exit code {{code}}, which means that ${meaning}.`,
    remedy,
  };
}

/** Of a SuperNode that gave a code and did not end. */
export const aliveTexts = Object.fromEntries(
  Object.entries(EXIT_CODES).map(([code, [meaning, remedy]]) => [
    `exit-code-${code}.alive`,
    {
      title: `The SuperNode ended: ${meaning}.`,
      explanation: 'Flower gave its exit code {{code}}.',
      remedy,
    },
  ]),
);
