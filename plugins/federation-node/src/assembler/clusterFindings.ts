import {
  ClusterStatus,
  FederationSpec,
  Finding,
} from '@backstage-federation/plugin-federation-common';

function placesIn(spec: FederationSpec, cluster: string): string {
  const parts = [
    ...(spec.hub.cluster === cluster ? ['the hub'] : []),
    ...spec.members
      .filter(member => member.cluster === cluster)
      .map(member => member.name),
  ];
  const shown = parts.length > 5 ? [...parts.slice(0, 5), '…'] : parts;
  return shown.join(', ');
}

function finding(spec: FederationSpec, status: ClusterStatus): Finding[] {
  const { name, state, since, reason } = status;
  if (state === 'connected' || state === 'connecting') return [];
  const label = status.title ?? name;
  const places = placesIn(spec, name);
  const texts = {
    unreachable: {
      title: `Cluster ${label} is unreachable.`,
      explanation: `Nothing is known of what runs there now (${places}). The federation itself may be working.`,
      remedy:
        'Check that the cluster is up, and that its address and credentials in the configuration are right.',
    },
    stale: {
      title: `Cluster ${label} does not answer any more.`,
      explanation: `What is shown of it (${places}) is the last that was known. The federation itself may be working.`,
      remedy:
        'Usually it comes back by itself. Otherwise check the network to the cluster’s API server.',
    },
    forbidden: {
      title: `Cluster ${label} does not permit everything that this page needs.`,
      explanation: `The credentials may not read ${
        status.forbidden?.join(', ') || 'some resources'
      }, so a part of what is there (${places}) is hidden.`,
      remedy: 'Give the service account the ClusterRole for observing.',
    },
  };
  const { remedy, ...text } = texts[state];
  return [
    {
      cause: `cluster-${state}`,
      severity: state === 'unreachable' ? 'error' : 'warning',
      subject: { kind: 'cluster', id: name, label },
      ...text,
      evidence: reason
        ? [{ kind: 'api', source: `cluster ${name}`, text: reason, at: since }]
        : [],
      remedy: { text: remedy },
    },
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
  return names.flatMap(name => {
    const status = clusters.find(cluster => cluster.name === name);
    if (status) return finding(spec, status);
    return [
      {
        cause: 'cluster-not-configured',
        severity: 'error',
        subject: { kind: 'cluster', id: name, label: name },
        title: `Cluster ${name} is not configured.`,
        explanation: `The federation has a part there (${placesIn(
          spec,
          name,
        )}), but Backstage does not know the cluster.`,
        evidence: [],
        remedy: {
          text: 'Add the cluster to kubernetes.clusterLocatorMethods in the configuration.',
        },
      },
    ];
  });
}
