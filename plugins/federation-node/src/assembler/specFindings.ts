import {
  federationTexts,
  Finding,
  renderFinding,
} from '@backstage-federation/plugin-federation-common';
import {
  RejectedSpec,
  SpecClaim,
  leavingMembers,
} from '@backstage-federation/federation-plans';

/**
 * What is said, at the federation of their name, of specs that count for nothing. They may be anybody's, so they are no
 * reason to call the federation anything but well.
 *
 * @public
 */
export function rejectedSpecFindings(rejected: RejectedSpec[]): Finding[] {
  return rejected.map(({ cluster, object, name, reason, other }) => {
    const { namespace, name: configMap } = object.metadata;
    return renderFinding(federationTexts, {
      cause: `spec-${reason}`,
      severity: 'info',
      subject: {
        kind: 'federation',
        id: `${cluster}/${namespace}/${configMap}`,
        label: name,
      },
      params: {
        name,
        configMap,
        place: `${cluster}/${namespace}`,
        other: `${other.cluster}/${other.namespace}`,
      },
      evidence: [],
    });
  });
}

/** What is said of a spec that breaks a rule. @internal */
export function unusableSpecFinding(claim: SpecClaim, error: string): Finding {
  const { cluster, object, name } = claim;
  const { namespace, name: configMap } = object.metadata;
  return renderFinding(federationTexts, {
    cause: 'spec-unusable',
    severity: 'error',
    subject: { kind: 'federation', id: name, label: name },
    params: { name, configMap, place: `${cluster}/${namespace}` },
    evidence: [
      {
        kind: 'api',
        source: `ConfigMap ${namespace}/${configMap}`,
        text: error,
      },
    ],
  });
}

/** Members that the spec no longer has and that are not yet gone. @public */
export function leavingFindings({ object }: SpecClaim): Finding[] {
  return leavingMembers(object).map(({ name, cluster, namespace }) =>
    renderFinding(federationTexts, {
      cause: 'member-leaving',
      severity: 'info',
      subject: { kind: 'federation', id: name, label: name },
      params: { name, place: `${cluster}/${namespace}` },
      evidence: [],
    }),
  );
}

/** Names of the configuration that stand for a cluster which has another name too. @public */
export function aliasFindings(
  clusters: string[],
  identities: ReadonlyMap<string, string>,
): Finding[] {
  const first = new Map<string, string>();
  return clusters.flatMap(name => {
    const identity = identities.get(name) ?? name;
    const other = first.get(identity);
    if (other === undefined) {
      first.set(identity, name);
      return [];
    }
    return renderFinding(federationTexts, {
      cause: 'cluster-alias',
      severity: 'info',
      subject: { kind: 'cluster', id: name, label: name },
      params: { name, other },
      evidence: [],
    });
  });
}
