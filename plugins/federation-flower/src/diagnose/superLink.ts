import {
  Finding,
  State,
  TextParams,
} from '@backstage-federation/plugin-federation-common';
import { SuperLinkFacts } from '../facts/context';
import { GATEWAY_CONTAINER } from '../names';
import { flowerProfile } from '../profiles';
import { certificateNotes } from './certificate';
import { controlApiRows } from './controlApi';
import { changed, imageEvidence, startsOtherwise } from './drift';
import {
  allOf,
  Claim,
  findingOf,
  firstOf,
  objectSays,
  ready,
  Row,
} from './diagnosis';
import { authorityNote, podRows, presenceRows, ProcessFacts } from './process';

type Facts = SuperLinkFacts & ProcessFacts;

const readyRow: Row<Facts> = ({ pod }) =>
  pod?.ready && { state: ready(undefined, { since: pod.since }) };

/** The one finding of a federation of which nothing is there. */
const notDeployed = ({ cluster, namespace, name }: Facts): Claim => ({
  cause: 'workload-not-deployed',
  severity: 'info',
  evidence: [
    objectSays(`${cluster}/${namespace}`, `There is no Deployment ${name}.`),
  ],
});

/** The host that it listens on for others; none when it is told its loopback, or nothing. */
function hostOf(args: string[]): string | undefined {
  const host = args[args.lastIndexOf('--host') + 1];
  return args.includes('--host') && !/^(127\.|localhost$|::1$)/.test(host)
    ? host
    : undefined;
}

/** What is wrong whatever its state. */
const notes: Row<Facts, Claim>[] = [
  facts => firstOf(controlApiRows, facts)?.finding,
  authorityNote,
  ...certificateNotes,
  facts => {
    const { spec, pod } = facts;
    const { fleetGateway, control } = flowerProfile(spec.workload.version);
    const open =
      fleetGateway && pod && !pod.containers.includes(GATEWAY_CONTAINER);
    return (
      open &&
      hostOf(pod.args) !== undefined && {
        cause: 'superlink-control-api-open',
        severity: 'warning',
        evidence: [
          objectSays(
            pod.source,
            `listens on ${hostOf(pod.args)}:${
              control.port
            }, without container ${GATEWAY_CONTAINER}`,
          ),
        ],
      }
    );
  },
  facts => {
    const { spec, cluster, namespace, name, image, version } = facts;
    const wanted = spec.workload.version;
    const params: TextParams = version ? { version, wanted } : { wanted };
    return (
      image &&
      version !== wanted && {
        cause: 'superlink-version-mismatch',
        text: version ? undefined : 'superlink-version-mismatch.unknown',
        severity: 'warning',
        params,
        evidence: [
          objectSays(
            `${cluster}/${namespace} Deployment ${name}`,
            `image ${image}`,
          ),
          ...imageEvidence(facts),
        ],
      }
    );
  },
];

/**
 * States of the SuperLink and of its Control API, and findings.
 *
 * @param isMissed - whether its SuperNodes cannot connect, and nothing else says why
 * @internal
 */
export function diagnoseSuperLink(
  known: SuperLinkFacts,
  isMissed: boolean = false,
): {
  state: State;
  controlApi: State;
  findings: Finding[];
} {
  const { subject, heard, undeployed, pod, control } = known;
  const facts: Facts = { ...known, seen: heard };
  // It may answer, whatever becomes of its cluster.
  const answers = pod?.ready && control?.state === 'ok';
  const { state, finding } = firstOf(
    [...(answers && !heard ? [] : presenceRows), readyRow, ...podRows],
    facts,
  )!;
  const others = undeployed
    ? [notDeployed(facts)]
    : [...(finding ? [finding] : []), ...allOf(notes, facts)];
  const isCause = isMissed && startsOtherwise(facts);
  const severity = state.kind === 'down' ? 'warning' : 'info';
  const change = changed(facts, others, isCause ? 'error' : severity);
  const claims = [...others, ...(change ? [change] : [])];
  return {
    state,
    controlApi: firstOf(controlApiRows, facts)!.state,
    findings: heard ? claims.map(claim => findingOf(subject, claim)) : [],
  };
}
