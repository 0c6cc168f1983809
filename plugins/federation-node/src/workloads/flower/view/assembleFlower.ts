import {
  FederationSpec,
  Finding,
  SuperLinkView,
  SuperNodeView,
} from '@backstage-federation/plugin-federation-common';
import { ClusterSnapshot } from '../../../interconnects/types';
import { ControlReading, SuperNodeLog } from '../../types';
import {
  foreignNodeFindings,
  superNodeFindings,
} from '../findings/superNodeFindings';
import { superLinkFindings } from '../findings/superLinkFindings';
import { superLinkRow } from './superLinkRow';
import { foreignNodeView, superNodeRows } from './superNodeRows';

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
): {
  superLink: SuperLinkView;
  superNodes: SuperNodeView[];
  findings: Finding[];
} {
  const hub = clusters.find(({ name }) => name === spec.hub.cluster);
  const { runs } = superLinkRow(spec, hub, control, 0);
  const { rows, foreign, gone } = superNodeRows(
    spec,
    clusters,
    control,
    logs,
    runs,
  );
  const superLink = superLinkRow(spec, hub, control, gone.length);
  return {
    superLink: superLink.view,
    superNodes: [
      ...rows.map(({ view }) => view),
      ...foreign.map(foreignNodeView),
    ],
    findings: [
      ...superLinkFindings(spec, superLink, control, logs),
      ...superNodeFindings(spec, superLink, rows, logs),
      ...foreignNodeFindings(spec, foreign),
    ],
  };
}
