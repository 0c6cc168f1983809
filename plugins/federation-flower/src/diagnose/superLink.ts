import {
  FederationSpec,
  Finding,
  FindingSubject,
} from '@backstage-federation/plugin-federation-common';
import {
  ControlReading,
  SuperNodeLog,
} from '@backstage-federation/plugin-federation-node';
import { SUPERLINK_NAME } from '../names';
import { imageVersion, isPodReady } from '../facts/pods';
import { SuperLinkRow } from '../view/superLinkView';
import { certificateFindings } from './certificate';
import { podFinding } from '../findings/podFinding';

function missing(row: SuperLinkRow, subject: FindingSubject): Finding[] {
  const { cluster, namespace } = row.view;
  if (row.deployment) return [];
  return [
    {
      cause: 'superlink-missing',
      severity: 'error',
      subject,
      title: 'The hub has no SuperLink.',
      explanation:
        'SuperNodes connect to the SuperLink; without it no run can start. Its Deployment was not made, or was deleted.',
      evidence: [
        {
          kind: 'object',
          source: `${cluster}/${namespace}`,
          text: `There is no Deployment ${SUPERLINK_NAME}.`,
        },
      ],
      remedy: { text: 'Apply the federation again.' },
    },
  ];
}

function withoutTls(
  row: SuperLinkRow,
  subject: FindingSubject,
  control: ControlReading & { state: 'failed' },
): Finding[] {
  return [
    {
      cause: 'superlink-without-tls',
      severity: 'error',
      subject,
      title:
        'The SuperLink speaks plain text, though the federation wants TLS.',
      explanation:
        'It was started with --insecure. SuperNodes that expect TLS cannot connect, and their log only says that they try again.',
      evidence: [
        {
          kind: 'api',
          source: `${row.view.cluster}/${row.view.namespace} SuperLink Control API`,
          text: control.reason,
          at: control.since,
        },
      ],
      remedy: { text: 'Apply the federation again.' },
    },
  ];
}

function controlSilent(
  spec: FederationSpec,
  row: SuperLinkRow,
  subject: FindingSubject,
  control: ControlReading | undefined,
): Finding[] {
  if (!row.runs || control?.state !== 'failed') return [];
  // Its own finding says more.
  if (control.certificate && !control.certificate.trusted) return [];
  if (/does not speak TLS/.test(control.reason)) {
    return withoutTls(row, subject, control);
  }
  const other = /does not speak|makes no sense/.test(control.reason);
  return [
    {
      cause: other ? 'control-api-other-release' : 'control-api-silent',
      severity: other ? 'error' : 'warning',
      subject,
      title: other
        ? `The SuperLink is not Flower ${spec.workload.version}.`
        : 'The SuperLink’s Control API does not answer.',
      explanation: other
        ? 'The Control API changed between Flower releases. The SuperLink answers in the way of another release than the federation’s.'
        : 'The SuperLink’s pod is ready, but nobody can ask it which SuperNodes are connected. What is shown of them is the last that was known.',
      evidence: [
        {
          kind: 'api',
          source: `${row.view.cluster}/${row.view.namespace} SuperLink Control API`,
          text: control.reason,
          at: control.since,
        },
      ],
      remedy: {
        text: other
          ? 'Give the SuperLink’s image and the federation the same version, then apply the federation again.'
          : 'If it does not come back by itself, check that port-forward to the hub’s namespace is permitted, and look at the SuperLink’s log.',
      },
    },
  ];
}

function otherVersion(
  spec: FederationSpec,
  row: SuperLinkRow,
  subject: FindingSubject,
): Finding[] {
  const has = imageVersion(row.view.image);
  if (!row.view.image || has === spec.workload.version) return [];
  return [
    {
      cause: 'superlink-version-mismatch',
      severity: 'warning',
      subject,
      title: has
        ? `The SuperLink runs Flower ${has}, the federation wants ${spec.workload.version}.`
        : `The SuperLink’s image does not say which Flower release it is; the federation wants ${spec.workload.version}.`,
      explanation:
        'Ports, arguments and the Control API differ between Flower releases. With another release than the federation’s, SuperNodes may not connect and this page may not see them.',
      evidence: [
        {
          kind: 'object',
          source: `${row.view.cluster}/${row.view.namespace} Deployment ${SUPERLINK_NAME}`,
          text: `image ${row.view.image}`,
        },
      ],
      remedy: {
        text: 'Apply the federation again, or set its version to the one that runs.',
      },
    },
  ];
}

/** What is wrong with the SuperLink. @internal */
export function superLinkFindings(
  spec: FederationSpec,
  row: SuperLinkRow,
  control: ControlReading | undefined,
  logs: SuperNodeLog[],
  now: Date,
): Finding[] {
  const { cluster, namespace } = row.view;
  const subject: FindingSubject = {
    kind: 'superlink',
    id: `${cluster}/${namespace}/${SUPERLINK_NAME}`,
    label: 'SuperLink',
  };
  if (!row.heard) return [];
  const [pod] = row.pods;
  const refused = row.deployment?.status?.conditions?.find(
    c => c.type === 'ReplicaFailure' && c.status === 'True',
  );
  return [
    ...missing(row, subject),
    ...(pod && row.problem && !isPodReady(pod)
      ? [
          podFinding(
            'superlink',
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
    ...(!row.runs && refused
      ? [
          {
            cause: 'superlink-pod-refused',
            severity: 'error' as const,
            subject,
            title: 'The cluster refuses to make the SuperLink’s pod.',
            explanation:
              'A quota, Pod Security or another policy of the namespace does not allow the pod.',
            evidence: [
              {
                kind: 'condition' as const,
                source: `${cluster}/${namespace} Deployment ${SUPERLINK_NAME} condition ReplicaFailure`,
                text: refused.message ?? refused.reason ?? '',
              },
            ],
            remedy: {
              text: 'Ask the cluster’s administrator to allow what the message names.',
            },
          },
        ]
      : []),
    ...controlSilent(spec, row, subject, control),
    ...certificateFindings(spec, subject, control, now),
    ...otherVersion(spec, row, subject),
  ];
}
