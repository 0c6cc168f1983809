import { Finding, State } from '@backstage-federation/plugin-federation-common';
import { SuperNodeFacts } from '../facts/superNodes';
import { FLEET_SERVICE } from '../names';
import { flowerProfile } from '../profiles';
import {
  allOf,
  apiSays,
  Claim,
  Diagnosis,
  down,
  findingOf,
  firstOf,
  logSays,
  objectSays,
  offline,
  online,
  Row,
  starting,
  unknown,
} from './diagnosis';
import { changed, imageEvidence, startsOtherwise } from './drift';
import { exitCodeText } from './exitCode';
import { keptOut } from './keptOut';
import { authorityNote, podRows, presenceRows, ProcessFacts } from './process';

/** Seconds of vain tries after which a SuperNode is called offline rather than starting. */
const USUAL_WAIT_S = 60;

type Facts = SuperNodeFacts & ProcessFacts;

/** Whether its SuperLink can tell of it at all. */
const superLinkRows: Row<Facts>[] = [
  ({ superLink }) =>
    superLink.state === 'progressing' && {
      state: starting('superlink-awaited'),
    },
  ({ superLink, control }) =>
    superLink.state !== 'ready' &&
    control?.state !== 'ok' && {
      state: unknown(
        superLink.state === 'down' ? 'superlink-down' : 'superlink-unknown',
      ),
    },
  ({ control }) => !control && { state: starting('superlink-not-asked') },
  ({ control }) =>
    control?.state === 'failed' && {
      state: unknown('superlink-silent', { since: control.since }),
    },
];

/** What is said of a reason that the log of a running process gives. */
function logClaim({ pod, log }: Facts): Claim | undefined {
  const failure = log?.failure;
  if (!failure) return undefined;
  const { cause, exitCode: code = 0, line } = failure;
  const said = { severity: 'error' as const, evidence: logSays(pod, line) };
  switch (cause) {
    case 'exit-code':
      return {
        ...said,
        cause: `supernode-exit-code-${code}`,
        text: `${exitCodeText(code)}.alive`,
        params: { code },
      };
    case 'not-registered':
      return { ...said, cause: 'supernode-refused' };
    case 'bad-arguments':
      return { ...said, cause: 'supernode-arguments-refused' };
    case 'tls-name':
      return {
        ...said,
        cause: 'supernode-tls-name',
        params: { host: FLEET_SERVICE },
      };
    default:
      return { ...said, cause: `supernode-${cause}` };
  }
}

function cannotReach({ spec, subject, pod, log }: Facts): Diagnosis | false {
  if (log?.connection !== 'retrying') return false;
  if (log.waited < USUAL_WAIT_S) {
    return { state: starting('supernode-does-not-reach-superlink-yet') };
  }
  const { port } = flowerProfile(spec.workload.version).fleet;
  return {
    state: offline('supernode-cannot-reach-superlink'),
    finding: {
      cause: 'supernode-cannot-reach-superlink',
      severity: 'error',
      params: {
        name: subject.label,
        host: FLEET_SERVICE,
        address: `${FLEET_SERVICE}:${port}`,
      },
      evidence: logSays(pod, log.line),
    },
  };
}

/** Whether a SuperNode whose process runs is connected. */
const connectionRows: Row<Facts>[] = [
  facts =>
    facts.online && {
      state: online(undefined, { since: facts.node?.lastActivatedAt }),
    },
  ({ countedOnline }) => countedOnline && { state: online() },
  ({ keptOut: found }) =>
    found && {
      state: down(found.cause, { params: found.params }),
      finding: found,
    },
  facts => {
    const failure = facts.log?.failure;
    return (
      failure && {
        state: down(
          failure.cause === 'hangs' ? 'supernode-hangs' : 'supernode-refused',
        ),
        finding: logClaim(facts),
      }
    );
  },
  ({ node, subject, pod, log }) => {
    if (node?.status !== 'offline') return false;
    const state = offline('supernode-offline', {
      since: node.lastDeactivatedAt,
    });
    return {
      state,
      finding: {
        cause: 'supernode-offline',
        severity: 'error',
        params: { name: subject.label },
        evidence: [
          apiSays(
            'SuperLink Control API',
            `node ${node.nodeId} is offline`,
            state.since,
          ),
          ...logSays(pod, log?.line),
        ],
      },
    };
  },
  ({ node }) =>
    node?.status === 'unregistered' && {
      state: offline('supernode-ended', { since: node.unregisteredAt }),
    },
  cannotReach,
  ({ ambiguous: params }) =>
    params && { state: unknown('supernode-one-of-several', { params }) },
  ({ log }) => log?.nodeId && { state: starting('supernode-forgotten') },
  () => ({ state: starting('supernode-not-connected') }),
];

const minorOf = (version: string) => version.split('.').slice(0, 2).join('.');

/** What is wrong whatever its state. */
const notes: Row<Facts, Claim>[] = [
  authorityNote,
  facts => {
    const { spec, subject, cluster, namespace, name, version, superLink } =
      facts;
    const wanted = spec.workload.version;
    // The SuperLink's own finding says it already.
    if (!version || version === wanted) return false;
    const skewed = minorOf(version) !== minorOf(superLink.version);
    return {
      cause: 'supernode-version-mismatch',
      text: skewed ? 'supernode-version-mismatch.superlink' : undefined,
      severity: 'warning',
      params: {
        name: subject.label,
        version,
        ...(skewed ? { superLink: superLink.version } : { wanted }),
      },
      evidence: [
        objectSays(
          `${cluster}/${namespace} Deployment ${name}`,
          `Flower ${version}`,
        ),
        ...imageEvidence(facts),
      ],
    };
  },
  ({ subject, cluster, namespace, name, inSpec }) =>
    !inSpec && {
      cause: 'supernode-not-in-spec',
      severity: 'info',
      params: { name: subject.label },
      evidence: [objectSays(`${cluster}/${namespace}`, `Deployment ${name}`)],
    },
];

/** State and findings of a SuperNode. @internal */
export function diagnoseSuperNode(known: SuperNodeFacts): {
  state: State;
  findings: Finding[];
} {
  const { subject, heard, status, deployment } = known;
  const facts: Facts = {
    ...known,
    // Before the first list nothing is known; a stale cluster's objects are still the best there is.
    seen: heard || (status?.state === 'connecting' && Boolean(deployment)),
    keptOut: keptOut(known),
  };
  // The SuperLink may hear it, whatever becomes of its cluster.
  const heardElsewhere =
    !heard && known.online && (known.key ?? known.log?.nodeId);
  const { state, finding } = firstOf(
    [
      ...(heardElsewhere ? [] : [...presenceRows, ...podRows]),
      ...superLinkRows,
      ...connectionRows,
    ],
    facts,
  )!;
  if (!heard || facts.undeployed) return { state, findings: [] };
  // What keeps it out is said too while nobody knows whether it is connected, or while it is only starting.
  const open = state.kind === 'progressing' || state.kind === 'unknown';
  const why = finding ?? (open ? facts.keptOut : undefined);
  const works = open || state.kind === 'ready';
  // What was changed is the cause of what follows from it.
  const isCause = !works && startsOtherwise(facts, why);
  const others = [...(why && !isCause ? [why] : []), ...allOf(notes, facts)];
  const severity = works ? 'info' : 'warning';
  const change = changed(
    facts,
    others,
    isCause ? 'error' : severity,
    isCause ? why?.evidence : [],
  );
  const claims = [...others, ...(change ? [change] : [])];
  return { state, findings: claims.map(claim => findingOf(subject, claim)) };
}
