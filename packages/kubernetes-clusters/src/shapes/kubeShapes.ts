import { Shape } from './fit';

const condition = {
  'type!': 'text',
  status: 'text',
  reason: 'text',
  message: 'text',
  lastTransitionTime: 'text',
  observedGeneration: 'number',
} as const;

const containerState = {
  waiting: { reason: 'text', message: 'text' },
  running: { startedAt: 'text' },
  terminated: {
    exitCode: 'number',
    reason: 'text',
    message: 'text',
    startedAt: 'text',
    finishedAt: 'text',
  },
} as const;

const containerStatus = {
  'name!': 'text',
  image: 'text',
  ready: 'flag',
  restartCount: 'number',
  state: containerState,
  lastState: containerState,
} as const;

const podSpec = {
  containers: [{ 'name!': 'text', image: 'text', args: ['text'] }],
} as const;

/** Shapes of Kubernetes' own kinds, as far as views are made of them. @public */
export const kubeShapes = {
  /** A condition as most kinds have it. */
  condition,
  /** Its texts, however long. */
  configMap: { data: { '*': 'document' } },
  /** What is wanted, and how it goes. */
  deployment: {
    spec: {
      template: {
        metadata: { annotations: { '*': 'document' } },
        spec: podSpec,
      },
    },
    status: { conditions: [condition] },
  },
  /** Its containers, and how they are. */
  pod: {
    spec: podSpec,
    status: {
      phase: 'text',
      reason: 'text',
      message: 'text',
      startTime: 'text',
      conditions: [condition],
      initContainerStatuses: [containerStatus],
      containerStatuses: [containerStatus],
    },
  },
} as const satisfies Record<string, Shape>;
