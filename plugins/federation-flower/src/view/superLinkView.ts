import {
  FederationSpec,
  State,
  SuperLinkView,
} from '@backstage-federation/plugin-federation-common';
import {
  ClusterSnapshot,
  ControlReading,
} from '@backstage-federation/plugin-federation-node';
import { Deployment, Pod } from '../kube';
import { SUPERLINK_CONTAINER, SUPERLINK_NAME } from '../names';
import { isHeard } from '../facts/isHeard';
import { PodProblem, podProblem } from '../diagnose/podProblem';
import { imageVersion, isPodReady, podView } from '../facts/pods';
import { isoTime } from '../diagnose/superNode';
import { superLinkParts } from './targets';

/** The SuperLink with all that is known of it. @internal */
export interface SuperLinkRow {
  view: SuperLinkView;
  deployment?: Deployment;
  pods: Pod[];
  problem?: PodProblem;
  /** A pod of it is ready. */
  runs: boolean;
  /** The hub's cluster is heard, so absence means absence. */
  heard: boolean;
}

function stateOf(
  deployment: Deployment | undefined,
  pods: Pod[],
  problem: PodProblem | undefined,
): State {
  const ready = pods.find(isPodReady);
  if (ready) {
    const since = isoTime(
      ready.status?.conditions?.find(c => c.type === 'Ready')
        ?.lastTransitionTime,
    );
    return { kind: 'ready', word: 'Ready', ...(since ? { since } : {}) };
  }
  if (!deployment) {
    return {
      kind: 'down',
      word: 'Down',
      reason: `Deployment ${SUPERLINK_NAME} does not exist.`,
    };
  }
  if ((deployment.spec?.replicas ?? 1) === 0) {
    return {
      kind: 'down',
      word: 'Down',
      reason: `Deployment ${SUPERLINK_NAME} is scaled to 0.`,
    };
  }
  const since = isoTime(
    pods[0]?.status?.conditions?.find(c => c.type === 'Ready')
      ?.lastTransitionTime ?? pods[0]?.metadata.creationTimestamp,
  );
  if (problem) {
    return {
      kind: 'down',
      word: 'Down',
      reason: problem.title,
      ...(since ? { since } : {}),
    };
  }
  const refused = deployment.status?.conditions?.find(
    c => c.type === 'ReplicaFailure' && c.status === 'True',
  );
  if (refused && !pods.length) {
    return {
      kind: 'down',
      word: 'Down',
      reason: `The cluster makes no pod: ${refused.message}`,
    };
  }
  return {
    kind: 'progressing',
    word: 'Starting',
    reason: pods.length ? 'Its pod is starting.' : 'Waiting for its pod.',
    ...(since ? { since } : {}),
  };
}

function controlState(
  control: ControlReading | undefined,
  runs: boolean,
  gone: number,
): State {
  if (!runs) {
    return {
      kind: 'unknown',
      word: 'Unknown',
      reason: 'The SuperLink is not running.',
    };
  }
  if (!control) {
    return {
      kind: 'progressing',
      word: 'Starting',
      reason: 'It has not been asked yet.',
    };
  }
  if (control.state === 'failed') {
    const since = isoTime(control.since);
    return {
      kind: 'down',
      word: 'Down',
      reason: control.reason,
      ...(since ? { since } : {}),
    };
  }
  return {
    kind: 'ready',
    word: 'Ready',
    ...(gone
      ? {
          reason: `It still lists ${gone} SuperNode${
            gone === 1 ? ' that has' : 's that have'
          } ended.`,
        }
      : {}),
  };
}

/** The SuperLink's row; `gone` is how many ended SuperNodes it still lists. @internal */
export function superLinkRow(
  spec: FederationSpec,
  hub: ClusterSnapshot | undefined,
  control: ControlReading | undefined,
  gone: number,
): SuperLinkRow {
  const { cluster, namespace } = spec.hub;
  const { deployment, pods } = hub
    ? superLinkParts(spec, hub)
    : { deployment: undefined, pods: [] };
  const problem = pods[0] && podProblem(pods[0], SUPERLINK_CONTAINER);
  const runs = pods.some(isPodReady);
  const status = hub?.status;
  const heard = isHeard(status);
  const image = (
    pods[0]?.spec?.containers ?? deployment?.spec?.template?.spec?.containers
  )?.find(c => c.name === SUPERLINK_CONTAINER)?.image;
  const answers = control?.state === 'ok' && runs;
  const state: State =
    heard || answers
      ? stateOf(deployment, pods, problem)
      : {
          kind: 'unknown',
          word: 'Unknown',
          reason: status
            ? `Cluster ${cluster} is ${status.state}.`
            : `Cluster ${cluster} is not configured.`,
          ...(status ? { since: status.since } : {}),
        };
  return {
    view: {
      cluster,
      namespace,
      name: SUPERLINK_NAME,
      version: imageVersion(image) ?? spec.workload.version,
      ...(image ? { image } : {}),
      state,
      pods: pods.map(pod => podView(pod, SUPERLINK_CONTAINER)),
      controlApi: controlState(control, runs, gone),
      ...(control?.certificate && runs
        ? {
            certificate: {
              hosts: control.certificate.hosts,
              notAfter: control.certificate.notAfter,
            },
          }
        : {}),
      ...(deployment
        ? {
            ref: {
              cluster,
              namespace,
              apiVersion: 'apps/v1',
              kind: 'Deployment',
              name: SUPERLINK_NAME,
            },
          }
        : {}),
    },
    deployment,
    pods,
    problem,
    runs,
    heard,
  };
}
