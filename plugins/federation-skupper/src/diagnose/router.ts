import {
  Finding,
  SkupperFinding,
} from '@backstage-federation/plugin-federation-common';
import { KubePod } from '@backstage-federation/kubernetes-clusters';
import { conditionOf } from '../conditions';
import { USUAL } from '../facts/overdue';
import { listenerErrors, parseRouterLog } from '../facts/routerLog';
import {
  isPodReady,
  podCondition,
  startUpFailure,
  waitingReason,
} from '../facts/routerPod';
import { objectEvidence } from './build';
import { Facts, findOfSite, sinceOf, siteSays } from './siteFacts';

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

interface PodFacts {
  site: Facts;
  pod: KubePod;
  /** Whether the router takes longer than usual. */
  late: boolean;
  /** The last start-up failure in the log. */
  fatal: string | undefined;
  waits: ReturnType<typeof waitingReason>;
  unscheduled: string | undefined;
}

const ofPod = ({ site, pod }: PodFacts, text: string) => [
  objectEvidence(site.place, 'Pod', pod.metadata.name, text),
];

/** The init container that has run, or tried to, for longer than usual: it waits for credentials. */
function waitsForCredentials({ pod, late }: PodFacts): boolean {
  return (pod.status?.initContainerStatuses ?? []).some(
    ({ state }) =>
      state?.waiting?.reason === 'CrashLoopBackOff' || (state?.running && late),
  );
}

/** Why a pod does not run; the first that holds. */
const POD: {
  when(f: PodFacts): unknown;
  finds(f: PodFacts): Finding;
}[] = [
  {
    when: f => f.fatal !== undefined && !isPodReady(f.pod),
    finds: ({ site, pod, fatal = '' }) => {
      const { cluster, namespace } = site.place;
      const [, text] = START_UP.find(([match]) => match.test(fatal))!;
      return findOfSite(site, text, [
        {
          kind: 'log',
          source: `${cluster}/${namespace} pod ${pod.metadata.name}`,
          text: `Router start-up failed: ${fatal}`.slice(0, 500),
        },
      ]);
    },
  },
  {
    when: waitsForCredentials,
    finds: f =>
      findOfSite(
        f.site,
        'router-waits-for-credentials',
        ofPod(
          f,
          'The init container has not ended, or ends with an error again and again.',
        ),
      ),
  },
  {
    when: f => f.waits && /Image/.test(f.waits.reason),
    finds: f => {
      const { reason, message, container } = f.waits!;
      const evidence = ofPod(f, `${reason}: ${message ?? container}`);
      return findOfSite(f.site, 'router-image', evidence);
    },
  },
  {
    when: f => f.waits,
    finds: f => {
      const { reason, message, container } = f.waits!;
      return findOfSite(
        f.site,
        reason === 'CrashLoopBackOff'
          ? 'router-crash-loop'
          : 'router-pod-waiting',
        ofPod(f, [container, reason, ...(message ? [message] : [])].join(': ')),
        { params: { reason, container, pod: f.pod.metadata.name } },
      );
    },
  },
  {
    when: f => f.unscheduled && f.late,
    finds: f =>
      findOfSite(f.site, 'router-unschedulable', ofPod(f, f.unscheduled!)),
  },
];

function ofPods(f: Facts, late: boolean): Finding[] {
  const fatal = startUpFailure(f.log);
  return f.pods.flatMap(pod => {
    const scheduled = podCondition(pod, 'PodScheduled');
    const facts = {
      site: f,
      pod,
      late,
      fatal,
      waits: waitingReason(pod),
      unscheduled:
        scheduled?.status === 'False' ? scheduled.message : undefined,
    };
    return POD.find(({ when }) => when(facts))?.finds(facts) ?? [];
  });
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
  if (conditionOf(f.site, 'Running')?.status === 'True') return halfRunning(f);
  const late = f.overdue(sinceOf(f.site, 'Running'), USUAL.router);
  const causes = ofPods(f, late);
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
