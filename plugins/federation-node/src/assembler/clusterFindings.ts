import {
  ClusterStatus,
  FederationSpec,
  federationTexts,
  Finding,
  Phrase,
  renderFinding,
} from '@backstage-federation/plugin-federation-common';
import { phrase } from './verdict';

/** What of the federation is on a cluster. */
function placesIn(spec: FederationSpec, cluster: string): (Phrase | string)[] {
  return [
    ...(spec.hub.cluster === cluster ? [phrase('the-hub')] : []),
    ...spec.members
      .filter(member => member.cluster === cluster)
      .map(member => member.name),
  ];
}

/** Findings for clusters of the federation that are not heard, or not fully. @internal */
export function clusterFindings(
  spec: FederationSpec,
  clusters: ClusterStatus[],
): Finding[] {
  const names = [
    ...new Set([spec.hub, ...spec.members].map(({ cluster }) => cluster)),
  ];
  return names.flatMap(id => {
    const status = clusters.find(({ name }) => name === id);
    const state = status?.state ?? 'not-configured';
    if (state === 'connected' || state === 'connecting') return [];
    const label = status?.title ?? id;
    const find = (
      cause: string,
      severity: Finding['severity'],
      resources: string[],
      said: { text: string; at?: string }[],
    ) =>
      renderFinding(federationTexts, {
        cause,
        severity,
        subject: { kind: 'cluster', id, label },
        params: {
          name: label,
          places: placesIn(spec, id),
          resources: resources.join(', ') || phrase('some-resources'),
        },
        evidence: said.map(({ text, at }) => ({
          kind: 'api',
          source: `cluster ${id}`,
          text,
          at,
        })),
      });
    const { failing = [], forbidden = [], reason, since } = status ?? {};
    if (failing.length > 0) {
      return [
        find(
          'cluster-resources-failing',
          'warning',
          failing.map(({ resource }) => resource),
          failing.map(entry => ({ text: entry.reason, at: entry.since })),
        ),
        ...(forbidden.length > 0
          ? [find('cluster-forbidden', 'warning', forbidden, [])]
          : []),
      ];
    }
    return find(
      `cluster-${state}`,
      state === 'stale' || state === 'forbidden' ? 'warning' : 'error',
      forbidden,
      reason ? [{ text: reason, at: since }] : [],
    );
  });
}
