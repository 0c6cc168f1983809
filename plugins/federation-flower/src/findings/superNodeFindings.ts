import {
  FederationSpec,
  Finding,
  FindingSubject,
} from '@backstage-federation/plugin-federation-common';
import {
  ControlNode,
  SuperNodeLog,
} from '@backstage-federation/plugin-federation-node';
import { isHeard } from '../facts/isHeard';
import { SuperLinkRow } from '../view/superLinkView';
import { SuperNodeRow } from '../view/superNodeView';
import { connectionFinding } from './connectionFinding';
import { podFinding, podSource } from './podFinding';

const minorOf = (version: string | undefined) =>
  version?.split('.').slice(0, 2).join('.');

function notDeployed(row: SuperNodeRow, subject: FindingSubject): Finding[] {
  const { cluster, namespace, name, deployment, pods } = row.parts;
  const refused = deployment?.status?.conditions?.find(
    c => c.type === 'ReplicaFailure' && c.status === 'True',
  );
  if (!deployment) {
    return [
      {
        cause: 'supernode-missing',
        severity: 'error',
        subject,
        title: `SuperNode ${subject.label} is not there.`,
        explanation:
          'The federation wants it, but its Deployment was not made, or was deleted.',
        evidence: [
          {
            kind: 'object',
            source: `${cluster}/${namespace}`,
            text: `There is no Deployment ${name}.`,
          },
        ],
        remedy: { text: 'Apply the federation again.' },
      },
    ];
  }
  if (!pods.length && refused) {
    return [
      {
        cause: 'supernode-pod-refused',
        severity: 'error',
        subject,
        title: `The cluster refuses to make the pod of SuperNode ${subject.label}.`,
        explanation:
          'A quota, Pod Security or another policy of the namespace does not allow the pod.',
        evidence: [
          {
            kind: 'condition',
            source: `${cluster}/${namespace} Deployment ${name} condition ReplicaFailure`,
            text: refused.message ?? refused.reason ?? '',
          },
        ],
        remedy: {
          text: 'Ask the cluster’s administrator to allow what the message names.',
        },
      },
    ];
  }
  return [];
}

function otherVersion(
  row: SuperNodeRow,
  superLink: SuperLinkRow,
  spec: FederationSpec,
  subject: FindingSubject,
): Finding[] {
  const has = row.view.version;
  const wants = spec.workload.version;
  const hub = superLink.view.version;
  if (!has || (has === wants && minorOf(has) === minorOf(hub))) return [];
  // The SuperLink's own finding says it already.
  if (has === wants) return [];
  const skewed = minorOf(has) !== minorOf(hub);
  return [
    {
      cause: 'supernode-version-mismatch',
      severity: 'warning',
      subject,
      title: skewed
        ? `SuperNode ${subject.label} runs Flower ${has}, the SuperLink ${hub}.`
        : `SuperNode ${subject.label} runs Flower ${has}, the federation wants ${wants}.`,
      explanation: skewed
        ? 'SuperLink and SuperNodes must be of the same release: arguments, ports and messages differ between releases.'
        : 'All parts of a federation should run the release that the federation names.',
      evidence: [
        {
          kind: 'object',
          source: `${row.parts.cluster}/${row.parts.namespace} Deployment ${row.parts.name}`,
          text: `Flower ${has}`,
        },
      ],
      remedy: { text: 'Apply the federation again.' },
    },
  ];
}

function unwanted(row: SuperNodeRow, subject: FindingSubject): Finding[] {
  if (row.parts.inSpec) return [];
  return [
    {
      cause: 'supernode-not-in-spec',
      severity: 'info',
      subject,
      title: `SuperNode ${subject.label} runs, but is not part of the federation’s spec.`,
      explanation:
        'Its Deployment carries the federation’s label. It was taken out of the spec, or made by hand.',
      evidence: [
        {
          kind: 'object',
          source: `${row.parts.cluster}/${row.parts.namespace}`,
          text: `Deployment ${row.parts.name}`,
        },
      ],
      remedy: {
        text: 'Apply the federation again to remove it, or add it to the spec.',
      },
    },
  ];
}

const isCrash = ({ problem }: SuperNodeRow) => problem?.cause === 'crash-loop';

/** Why TLS or authentication keeps a SuperNode out; not while its pod has another problem. */
function securityFinding(
  row: SuperNodeRow,
  subject: FindingSubject,
): Finding[] {
  const { security, facts, parts, problem } = row;
  const [pod] = parts.pods;
  if (!security || (problem && !isCrash(row))) return [];
  const { reason: _, remedy, evidence, ...text } = security;
  const { cluster, namespace } = parts;
  const line = facts?.failure?.line ?? facts?.line;
  return [
    {
      ...text,
      severity: 'error',
      subject,
      evidence: [
        ...evidence,
        ...(line
          ? [
              {
                kind: 'log' as const,
                source: podSource({ cluster, namespace, pod }),
                text: line,
              },
            ]
          : []),
      ],
      remedy: { text: remedy },
    },
  ];
}

/** What is wrong with the SuperNodes. @internal */
export function superNodeFindings(
  spec: FederationSpec,
  superLink: SuperLinkRow,
  rows: SuperNodeRow[],
  logs: SuperNodeLog[],
): Finding[] {
  return rows.flatMap(row => {
    const { cluster, namespace, member, name, snapshot } = row.parts;
    if (!isHeard(snapshot?.status)) return [];
    const subject: FindingSubject = {
      kind: 'supernode',
      id: row.view.id,
      label: `${member}/${name}`,
    };
    const [pod] = row.parts.pods;
    const secured = securityFinding(row, subject);
    return [
      ...notDeployed(row, subject),
      ...secured,
      // A process that is refused ends, again and again.
      ...(pod && row.problem && !(secured.length && isCrash(row))
        ? [
            podFinding(
              'supernode',
              subject,
              { cluster, namespace, pod },
              row.problem,
              logs.find(
                log =>
                  log.cluster === cluster &&
                  log.namespace === namespace &&
                  log.pod === pod.metadata.name,
              )?.text,
            ),
          ]
        : []),
      ...(secured.length ? [] : connectionFinding(spec, row, subject)),
      ...otherVersion(row, superLink, spec, subject),
      ...unwanted(row, subject),
    ];
  });
}

/** Online nodes that no SuperNode of the federation is. @internal */
export function foreignNodeFindings(
  spec: FederationSpec,
  nodes: ControlNode[],
): Finding[] {
  return nodes.map(node => ({
    cause: 'supernode-foreign',
    severity: 'warning',
    subject: {
      kind: 'supernode',
      id: `node/${node.nodeId}`,
      label: node.name ?? `…${node.nodeId.slice(-4)}`,
    },
    title: 'A SuperNode that is not part of this federation is connected.',
    explanation:
      spec.workload.security !== 'supernode-auth'
        ? 'Without SuperNode authentication anyone who reaches the Fleet API can join, and receives the models of each run.'
        : 'It is connected, but no Deployment of this federation runs it.',
    evidence: [
      {
        kind: 'api',
        source: 'SuperLink Control API',
        text: `node ${node.nodeId} is online`,
        ...(node.lastActivatedAt ? { at: node.lastActivatedAt } : {}),
      },
    ],
    remedy: {
      text: 'Find out who runs it. If it belongs here, add it to the federation.',
    },
  }));
}
