import { certificateFacts } from '../security/certificates';
import { AUTHORITY_CONFIG_MAP, superNodeKeySecret } from '../names';
import { flowerProfile } from '../profiles';
import { SuperNodeFacts } from '../facts/superNodes';
import { apiSays, Claim, firstOf, logSays, objectSays, Row } from './diagnosis';

/** Why TLS or authentication keeps a SuperNode out; its cause names the state's reason too. @internal */
export type KeptOut = Claim;

const CONTROL_API = 'SuperLink Control API';

const short = (fingerprint: string) => `${fingerprint.slice(0, 16)}…`;

const authorityText = (pem: string) =>
  `authority sha256 ${short(
    certificateFacts(pem)?.fingerprint ?? 'no certificate',
  )}`;

/** The host that a SuperNode dials. */
function dialledHost({ pod }: SuperNodeFacts): string | undefined {
  const { args = [] } = pod ?? {};
  const address = args[args.indexOf('--superlink') + 1];
  return /^\[?(.+?)\]?:\d+$/.exec(address ?? '')?.[1];
}

/** What the SuperLink shows of its certificate. */
const shown = ({ spec: { hub } }: SuperNodeFacts, text: string) =>
  apiSays(
    `${hub.cluster}/${hub.namespace} certificate that the SuperLink shows`,
    text,
  );

const rows: Row<SuperNodeFacts, KeptOut>[] = [
  ({ spec: { hub }, cluster, namespace, authority: has, superLink }) => {
    const wanted = superLink.authority;
    return (
      wanted &&
      has &&
      wanted.trim() !== has.trim() && {
        cause: 'supernode-other-authority',
        severity: 'error',
        evidence: [
          objectSays(
            `${cluster}/${namespace} ConfigMap ${AUTHORITY_CONFIG_MAP}`,
            authorityText(has),
          ),
          objectSays(
            `${hub.cluster}/${hub.namespace} ConfigMap ${AUTHORITY_CONFIG_MAP}`,
            authorityText(wanted),
          ),
        ],
      }
    );
  },
  facts => {
    const { control, now } = facts;
    const certificate = control?.certificate;
    return (
      certificate &&
      Date.parse(certificate.notAfter) <= now.getTime() && {
        cause: 'supernode-certificate-expired',
        severity: 'error',
        evidence: [shown(facts, `valid until ${certificate.notAfter}`)],
      }
    );
  },
  facts => {
    const hosts = facts.control?.certificate?.hosts;
    const host = dialledHost(facts);
    return (
      hosts &&
      host &&
      !hosts.includes(host) && {
        cause: 'supernode-certificate-host',
        severity: 'error',
        params: { host },
        evidence: [shown(facts, `names ${hosts.join(', ') || 'no host'}`)],
      }
    );
  },
  ({ spec: { workload }, control, key, node, name }) => {
    if (
      workload.security !== 'supernode-auth' ||
      control?.state !== 'ok' ||
      !key ||
      (node && node.status !== 'unregistered')
    ) {
      return false;
    }
    const cause = node ? 'supernode-unregistered' : 'supernode-not-registered';
    const alive = flowerProfile(workload.version).failedNodeStaysAlive;
    const mark = `key sha256 ${short(key)}`;
    return {
      cause,
      text: alive ? `${cause}.alive` : cause,
      severity: 'error',
      params: node && { secret: superNodeKeySecret(name) },
      evidence: [
        node
          ? apiSays(
              CONTROL_API,
              `node ${node.nodeId} with ${mark} is unregistered`,
              node.unregisteredAt,
            )
          : apiSays(CONTROL_API, `no node has the ${mark}`),
      ],
    };
  },
];

/**
 * Why TLS or authentication keeps a SuperNode out, as far as that shows without reading a Secret. Flower itself often does
 * not tell: a certificate for another host looks like a SuperLink that is down, and a refusal has one code for many
 * reasons.
 *
 * @internal
 */
export function keptOut(facts: SuperNodeFacts): KeptOut | undefined {
  const { spec, pod, log, online } = facts;
  if (spec.workload.security === 'insecure' || !pod || online) return undefined;
  const found = firstOf(rows, facts);
  return (
    found && {
      ...found,
      evidence: [
        ...found.evidence,
        ...logSays(pod, log?.failure?.line ?? log?.line),
      ],
    }
  );
}
