import {
  Finding,
  SkupperFederationSpec,
} from '@backstage-federation/plugin-federation-common';
import {
  AssembledInterconnect,
  ClusterSnapshot,
  LogEvidence,
  specChangedAt,
  specConfigMapName,
} from '@backstage-federation/plugin-federation-node';
import { withoutConsequences } from '../diagnose/consequences';
import { diagnoseNetwork } from '../diagnose/network';
import { linkModels } from '../facts/links';
import { buildModel } from '../facts/model';
import { linkViews } from './links';
import { compare } from './rows';
import { serviceViews } from './services';
import { siteViews } from './sites';

function sorted(findings: Finding[]): Finding[] {
  const key = (f: Finding) =>
    `${f.subject.kind}/${f.subject.id}/${f.cause}/${f.title}`;
  return [...findings].sort((a, b) => compare(key(a), key(b)));
}

/**
 * Sites, links and services as they are, and what is wrong with them. Sorted, without times of observation.
 *
 * @internal
 */
export function assembleSkupper(
  spec: SkupperFederationSpec,
  clusters: ClusterSnapshot[],
  logs: LogEvidence[],
  now: Date,
): AssembledInterconnect {
  const stored = clusters
    .find(cluster => cluster.name === spec.hub.cluster)
    ?.objects('ConfigMap', spec.hub.namespace)
    .find(object => object.metadata.name === specConfigMapName(spec.name));
  const model = buildModel(
    spec,
    clusters,
    logs,
    now,
    stored && specChangedAt(stored),
  );
  const diagnosis = diagnoseNetwork(model, linkModels(model));
  return {
    sites: siteViews(model, diagnosis),
    links: linkViews(model, diagnosis),
    services: serviceViews(model, diagnosis),
    findings: sorted(withoutConsequences(diagnosis, model)),
  };
}
