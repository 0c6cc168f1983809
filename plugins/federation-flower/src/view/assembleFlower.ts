import {
  FlowerFederationSpec,
  Finding,
  SuperLinkView,
  SuperNodeView,
} from '@backstage-federation/plugin-federation-common';
import {
  ClusterSnapshot,
  LogEvidence,
  specChangedAt,
  toldDrift,
} from '@backstage-federation/plugin-federation-node';
import { ControlNode, ControlReading } from '../control/types';
import { startsOtherwise, SYMPTOMS } from '../diagnose/drift';
import { diagnoseForeignNode } from '../diagnose/foreignNode';
import { diagnoseSuperLink } from '../diagnose/superLink';
import { diagnoseSuperNode } from '../diagnose/superNode';
import { isAwaited, isRunOver } from '../facts/awaited';
import {
  FlowerProcess,
  superLinkProcess,
  superNodeProcesses,
} from '../facts/process';
import { matchProcesses, superNodeFacts } from '../facts/superNodes';
import { foreignNodeView, superLinkView, superNodeView } from './views';

/** Whether nothing is left of it, nor known that it was there. */
const isAbsent = ({ heard, deployment, taken, lost, pods }: FlowerProcess) =>
  heard && !deployment && !taken && !lost && !pods.length;

/**
 * Online nodes that are nobody's. As many as SuperNodes are not online are left out, oldest first: a process that was
 * killed stays online for a minute, and that of a cluster that is not heard runs on.
 */
function strangers(foreign: ControlNode[], superNodes: SuperNodeView[]) {
  const missing = superNodes.filter(({ state }) => state.kind !== 'ready');
  return [...foreign]
    .sort((a, b) =>
      (a.lastActivatedAt ?? '').localeCompare(b.lastActivatedAt ?? ''),
    )
    .slice(missing.length);
}

/**
 * The workload's part of the view. Equal inputs give equal output; no time of observation is in it.
 *
 * Nodes that ended stay in a SuperLink's list for ever; they are counted in `controlApi.reason` and not shown.
 *
 * @internal
 */
export function assembleFlower(
  spec: FlowerFederationSpec,
  clusters: ClusterSnapshot[],
  control: ControlReading | undefined,
  logs: LogEvidence[],
  now: Date,
): {
  superLink: SuperLinkView;
  superNodes: SuperNodeView[];
  findings: Finding[];
} {
  const hub = clusters.find(({ name }) => name === spec.hub.cluster);
  const since = specChangedAt(spec, clusters);
  const told = <Process extends FlowerProcess>(process: Process): Process => ({
    ...process,
    drift: toldDrift(process.drift, since, now),
  });
  const superLink = told(superLinkProcess(spec, hub, logs));
  const processes = superNodeProcesses(spec, clusters, logs).map(told);
  const matches = matchProcesses(processes, control);
  const elapsed = { since, now };
  const undeployed =
    isAbsent(superLink) && processes.every(isAbsent) && !isRunOver(elapsed);
  const context = { spec, control, now, undeployed };

  const ofHub = {
    ...context,
    ...superLink,
    awaited: isAwaited(superLink, elapsed),
    gone: matches.gone.length,
  };
  const hubDiagnosis = diagnoseSuperLink(ofHub);
  const hubView = superLinkView(superLink, hubDiagnosis, spec, control);
  const hubFacts = {
    state: hubView.state.kind,
    version: hubView.version,
    authority: superLink.authority,
  };
  const rows = processes.map(process => {
    const facts = superNodeFacts(process, hubFacts, matches, context);
    const awaited = isAwaited(process, elapsed, superLink);
    const { state, findings } = diagnoseSuperNode({ ...facts, awaited });
    return { view: superNodeView(facts, state), findings };
  });
  const superNodes = rows.map(({ view }) => view);
  const foreign =
    control?.state === 'ok' && !undeployed
      ? strangers(matches.foreign, superNodes).map(node => ({
          node,
          ...diagnoseForeignNode(spec, node),
        }))
      : [];
  const isSymptom = ({ cause }: Finding) => SYMPTOMS.includes(cause);
  const found = rows.flatMap(({ findings }) => findings);
  // What was changed at the SuperLink is why none of its SuperNodes can connect.
  const isMissed =
    startsOtherwise(superLink) &&
    found.some(isSymptom) &&
    superNodes.every(({ state }) => state.kind !== 'ready');
  return {
    superLink: hubView,
    superNodes: [...superNodes, ...foreign.map(foreignNodeView)],
    findings: [
      ...(isMissed
        ? diagnoseSuperLink(ofHub, true).findings
        : hubDiagnosis.findings),
      ...found.filter(finding => !isMissed || !isSymptom(finding)),
      ...foreign.map(({ finding }) => finding),
    ],
  };
}
