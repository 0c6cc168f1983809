import {
  FederationSpec,
  Finding,
  State,
  SuperLinkView,
  SuperNodeView,
} from '@backstage-federation/plugin-federation-common';
import {
  ClusterSnapshot,
  ControlReading,
  SuperNodeLog,
} from '@backstage-federation/plugin-federation-node';
import {
  foreignNodeFindings,
  superNodeFindings,
} from '../findings/superNodeFindings';
import { superLinkFindings } from '../diagnose/superLink';
import { isHeard } from '../facts/isHeard';
import { SuperLinkRow, superLinkRow } from './superLinkView';
import { foreignNodeView, SuperNodeRow, superNodeRows } from './superNodeView';

const isDeployed = ({ parts }: SuperNodeRow) =>
  Boolean(parts.deployment) || !isHeard(parts.snapshot?.status);

/** Nothing is there: the federation is being made, or its workload was taken away. */
function notDeployed(superLink: SuperLinkRow, rows: SuperNodeRow[]) {
  const state: State = {
    kind: 'progressing',
    word: 'Waiting',
    reason: 'It is not deployed yet.',
  };
  const { cluster, namespace, name } = superLink.view;
  const finding: Finding = {
    cause: 'workload-not-deployed',
    severity: 'info',
    subject: {
      kind: 'superlink',
      id: `${cluster}/${namespace}/${name}`,
      label: 'SuperLink',
    },
    title: 'Neither SuperLink nor SuperNodes are deployed yet.',
    explanation:
      'The federation has been described, but nothing of Flower is in its clusters so far.',
    evidence: [
      {
        kind: 'object',
        source: `${cluster}/${namespace}`,
        text: `There is no Deployment ${name}.`,
      },
    ],
    remedy: {
      text: 'If nobody is setting the federation up at the moment, apply it again.',
    },
  };
  return {
    superLink: { ...superLink.view, state },
    superNodes: rows.map(({ view }) => ({ ...view, state })),
    findings: [finding],
  };
}

/**
 * The workload's part of the view. Equal inputs give equal output; no time of observation is in it.
 *
 * Nodes that ended stay in a SuperLink's list for ever; they are counted in `controlApi.reason` and not shown.
 *
 * @internal
 */
export function assembleFlower(
  spec: FederationSpec,
  clusters: ClusterSnapshot[],
  control: ControlReading | undefined,
  logs: SuperNodeLog[],
  now: Date,
): {
  superLink: SuperLinkView;
  superNodes: SuperNodeView[];
  findings: Finding[];
} {
  const hub = clusters.find(({ name }) => name === spec.hub.cluster);
  const superLinkState = superLinkRow(spec, hub, control, 0).view.state.kind;
  const { rows, foreign, gone } = superNodeRows(
    spec,
    clusters,
    control,
    logs,
    superLinkState,
    now,
  );
  const superLink = superLinkRow(spec, hub, control, gone.length);
  if (superLink.heard && !superLink.deployment && !rows.some(isDeployed)) {
    return notDeployed(superLink, rows);
  }
  return {
    superLink: superLink.view,
    superNodes: [
      ...rows.map(({ view }) => view),
      ...foreign.map(foreignNodeView),
    ],
    findings: [
      ...superLinkFindings(spec, superLink, control, logs, now),
      ...superNodeFindings(spec, superLink, rows, logs),
      ...foreignNodeFindings(spec, foreign),
    ],
  };
}
