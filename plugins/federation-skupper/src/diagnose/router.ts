import {
  Finding,
  SkupperFinding,
  TextParams,
} from '@backstage-federation/plugin-federation-common';
import { KubePod } from '@backstage-federation/kubernetes-clusters';
import { isTrue, sinceOf } from '../conditions';
import { USUAL } from '../facts/overdue';
import { listenerErrors, parseRouterLog } from '../facts/routerLog';
import {
  isPodReady,
  podCondition,
  startUpFailure,
  waitingReason,
} from '../facts/routerPod';
import { objectEvidence } from './build';
import { Facts, findOfSite, siteSays } from './siteFacts';

/** What the texts of a start-up failure mean; first match wins. */
const START_UP: [RegExp, SkupperFinding][] = [
  [
    /Failed to configure TLS|sslProfile '[^']*' not found/,
    'router-start-failed.tls',
  ],
  [/proxyProfile '[^']*' not found/, 'router-start-failed.proxy'],
  [/only allowed with router mode='interior'/, 'router-start-failed.edge'],
  [/Invalid cost \((-?\d+)\)/, 'router-start-failed.cost'],
  [/^/, 'router-start-failed'],
];

/** Why a pod does not run. */
function ofPod(f: Facts, pod: KubePod, isLate: boolean): Finding | undefined {
  const { cluster, namespace } = f.place;
  const { name } = pod.metadata;
  const find = (text: SkupperFinding, evidence: string, params?: TextParams) =>
    findOfSite(f, text, [objectEvidence(f.place, 'Pod', name, evidence)], {
      params,
    });
  const fatal = startUpFailure(f.log);
  if (fatal !== undefined && !isPodReady(pod)) {
    const [, text] = START_UP.find(([match]) => match.test(fatal))!;
    return findOfSite(f, text, [
      {
        kind: 'log',
        source: `${cluster}/${namespace} pod ${name}`,
        text: `Router start-up failed: ${fatal}`.slice(0, 500),
      },
    ]);
  }
  // The init container has run, or tried to, for longer than usual.
  const waitsForCredentials = pod.status?.initContainerStatuses?.some(
    ({ state }) =>
      state?.waiting?.reason === 'CrashLoopBackOff' ||
      (state?.running && isLate),
  );
  if (waitsForCredentials) {
    return find(
      'router-waits-for-credentials',
      'The init container has not ended, or ends with an error again and again.',
    );
  }
  const waits = waitingReason(pod);
  if (waits) {
    const { reason, message, container } = waits;
    if (/Image/.test(reason)) {
      return find('router-image', `${reason}: ${message ?? container}`);
    }
    return find(
      reason === 'CrashLoopBackOff'
        ? 'router-crash-loop'
        : 'router-pod-waiting',
      [container, reason, ...(message ? [message] : [])].join(': '),
      { reason, container, pod: name },
    );
  }
  const { status, message } = podCondition(pod, 'PodScheduled') ?? {};
  return status === 'False' && message && isLate
    ? find('router-unschedulable', message)
    : undefined;
}

/** A site with two routers is Ready with one of them. */
function halfRunning(f: Facts): Finding[] {
  const idle = f.pods.filter(
    pod =>
      f.site.spec?.ha &&
      !pod.metadata.deletionTimestamp &&
      !isPodReady(pod) &&
      f.overdue(sinceOf(pod, 'Ready'), USUAL.router),
  );
  if (!idle.length) return [];
  const evidence = idle.map(({ metadata, status }) =>
    objectEvidence(
      f.place,
      'Pod',
      metadata.name,
      `phase ${status?.phase ?? 'Unknown'}, not ready`,
    ),
  );
  return [
    findOfSite(f, 'router-half-running', evidence, {
      severity: 'warning',
      params: { pod: idle[0].metadata.name },
    }),
  ];
}

/** Why a site's router does not run. @internal */
export function routerFindings(f: Facts): Finding[] {
  if (isTrue(f.site, 'Running')) return halfRunning(f);
  const late = f.overdue(sinceOf(f.site, 'Running'), USUAL.router);
  const causes = f.pods.flatMap(pod => ofPod(f, pod, late) ?? []);
  if (causes.length || !late) return causes;
  return f.pods.length
    ? [findOfSite(f, 'router-not-ready', [siteSays(f, 'Running')])]
    : [
        findOfSite(f, 'router-no-pod', [
          objectEvidence(
            f.place,
            'Deployment',
            'skupper-router',
            'No pod carries the labels of a router.',
          ),
        ]),
      ];
}

/** A port that the router could not listen on; the router goes on without it. @internal */
export function portInUse(f: Facts): Finding | undefined {
  const error = listenerErrors(parseRouterLog(f.log)).pop();
  if (!error) return undefined;
  const { cluster, namespace } = f.place;
  return findOfSite(
    f,
    'router-port-in-use',
    [
      {
        kind: 'log',
        source: `${cluster}/${namespace} router log`,
        text: error.line.message,
        at: error.line.at,
      },
      siteSays(f, 'Running'),
    ],
    { params: { address: error.address } },
  );
}
