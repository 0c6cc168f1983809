import { Cause, Json, Obj } from '../types';
import { cause } from '../errors';
import { ageColumn, column, builtIn, nameColumn } from '../registry/define';
import { deepEqual } from '../ssa/typed';
import { defaultPodSpec, defaultRequests, validatePodSpec } from './podRules';

function ready(pod: Obj): string {
  const statuses: Json[] = pod.status?.containerStatuses ?? [];
  const all = pod.spec.containers?.length ?? 0;
  return `${statuses.filter(s => s.ready).length}/${all}`;
}

/** The STATUS column: the phase, or why a container is not as it should be. */
function podStatus(pod: Obj): string {
  let text: string = pod.status?.reason ?? pod.status?.phase ?? 'Unknown';
  for (const container of pod.status?.containerStatuses ?? []) {
    const { waiting, terminated } = container.state ?? {};
    if (waiting?.reason) {
      text = waiting.reason;
    } else if (terminated) {
      text =
        terminated.reason ||
        (terminated.signal
          ? `Signal:${terminated.signal}`
          : `ExitCode:${terminated.exitCode}`);
    }
  }
  return pod.metadata.deletionTimestamp ? 'Terminating' : text;
}

function restarts(pod: Obj): number {
  return (pod.status?.containerStatuses ?? []).reduce(
    (sum: number, s: Json) => sum + (s.restartCount ?? 0),
    0,
  );
}

/** How well a pod is treated when its node runs short, by what its containers ask for. */
export function qosClass(spec: Json): string {
  const all: Json[] = spec.containers ?? [];
  const amounts = all.flatMap(c => [
    ...Object.keys(c.resources?.limits ?? {}),
    ...Object.keys(c.resources?.requests ?? {}),
  ]);
  if (!amounts.length) {
    return 'BestEffort';
  }
  const guaranteed = all.every(
    c =>
      c.resources?.limits?.cpu &&
      c.resources.limits.memory &&
      deepEqual(c.resources.limits, c.resources.requests),
  );
  return guaranteed ? 'Guaranteed' : 'Burstable';
}

function notReady(seconds: number, key: string) {
  return {
    key: `node.kubernetes.io/${key}`,
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: seconds,
  };
}

function withoutMutable(spec: Json): Json {
  const { activeDeadlineSeconds, tolerations, ...rest } = spec;
  const strip = (list: Json[] | undefined) =>
    list?.map(({ image, resources, ...other }) => other);
  return {
    ...rest,
    terminationGracePeriodSeconds: undefined,
    schedulingGates: undefined,
    containers: strip(rest.containers),
    initContainers: strip(rest.initContainers),
    ephemeralContainers: undefined,
  };
}

function validateUpdate(pod: Obj, old: Obj): Cause[] {
  return !deepEqual(withoutMutable(pod.spec), withoutMutable(old.spec))
    ? [
        cause.forbidden(
          'spec',
          'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
        ),
      ]
    : [];
}

/** What the server adds to a status. */
function defaultStatus(of: Json): void {
  if (of?.podIP) {
    of.podIPs ??= [{ ip: of.podIP }];
  }
  for (const entry of of?.conditions ?? []) {
    entry.lastProbeTime ??= null;
    entry.lastTransitionTime ??= null;
  }
}

export const pods = builtIn('Pod', {
  generation: true,
  columns: [
    nameColumn,
    column('Ready', ready),
    column('Status', podStatus),
    column('Restarts', pod => String(restarts(pod))),
    ageColumn,
    column('IP', pod => pod.status?.podIP ?? '<none>', { priority: 1 }),
    column('Node', pod => pod.spec.nodeName ?? '<none>', { priority: 1 }),
    column('Nominated Node', pod => pod.status?.nominatedNodeName ?? '<none>', {
      priority: 1,
    }),
    column('Readiness Gates', () => '<none>', { priority: 1 }),
  ],
  strategy: {
    returnsDeleted: true,
    defaults: pod => {
      defaultPodSpec(pod.spec);
      defaultRequests(pod.spec);
      if (pod.spec) {
        pod.spec.enableServiceLinks ??= true;
      }
      defaultStatus(pod.status);
    },
    prepareCreate: pod => {
      if (!pod.spec) {
        return;
      }
      // What the admission controllers of a default cluster add.
      pod.spec.serviceAccountName ??= 'default';
      pod.spec.serviceAccount = pod.spec.serviceAccountName;
      pod.spec.priority ??= 0;
      pod.spec.preemptionPolicy ??= 'PreemptLowerPriority';
      pod.spec.tolerations ??= [
        notReady(300, 'not-ready'),
        notReady(300, 'unreachable'),
      ];
      pod.status = { phase: 'Pending', qosClass: qosClass(pod.spec) };
    },
    validate: pod => validatePodSpec(pod.spec, 'spec'),
    validateUpdate,
    gracePeriod: (pod, wanted) => {
      const phase = pod.status?.phase;
      if (!pod.spec.nodeName || phase === 'Failed' || phase === 'Succeeded') {
        return 0;
      }
      const seconds = wanted ?? pod.spec.terminationGracePeriodSeconds ?? 30;
      return seconds < 0 ? 1 : seconds;
    },
  },
});
