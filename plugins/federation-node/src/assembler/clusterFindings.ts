import {
  ClusterStatus,
  FederationSpec,
  federationTexts,
  Finding,
  Phrase,
  renderFinding,
  renderPhrase,
} from '@backstage-federation/plugin-federation-common';

/** What of the federation is on a cluster. */
function placesIn(spec: FederationSpec, cluster: string): (Phrase | string)[] {
  return [
    ...(spec.hub.cluster === cluster
      ? [renderPhrase(federationTexts, 'the-hub')]
      : []),
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
    return renderFinding(federationTexts, {
      cause: `cluster-${state}`,
      severity:
        state === 'stale' || state === 'forbidden' ? 'warning' : 'error',
      subject: { kind: 'cluster', id, label },
      params: {
        name: label,
        places: placesIn(spec, id),
        resources:
          status?.forbidden?.join(', ') ||
          renderPhrase(federationTexts, 'some-resources'),
      },
      evidence: status?.reason
        ? [
            {
              kind: 'api',
              source: `cluster ${id}`,
              text: status.reason,
              at: status.since,
            },
          ]
        : [],
    });
  });
}
