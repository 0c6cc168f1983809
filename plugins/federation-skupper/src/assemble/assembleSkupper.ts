import {
  Finding,
  SkupperFederationSpec,
  SkupperView,
} from '@backstage-federation/plugin-federation-common';
import {
  AssembledInterconnect,
  ClusterSnapshot,
  compareText,
  ExposedService,
  LogEvidence,
  specChangedAt,
} from '@backstage-federation/plugin-federation-node';
import { withoutConsequences } from '../diagnose/consequences';
import { diagnoseNetwork } from '../diagnose/network';
import { linkModels } from '../facts/links';
import { buildModel } from '../facts/model';
import { otherSites } from '../facts/otherSites';
import { linkCredentials } from './credentials';
import { linkViews } from './links';
import { serviceViews } from './services';
import { siteViews } from './sites';

function sorted(findings: Finding[]): Finding[] {
  const key = (f: Finding) =>
    `${f.subject.kind}/${f.subject.id}/${f.cause}/${f.title}`;
  return [...findings].sort((a, b) => compareText(key(a), key(b)));
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
  services: ExposedService[] = [],
): AssembledInterconnect {
  const since = specChangedAt(spec, clusters);
  const model = buildModel(spec, clusters, logs, now, since, services);
  const diagnosis = diagnoseNetwork(model, linkModels(model));
  const view: SkupperView = {
    kind: 'skupper',
    links: linkCredentials(model, diagnosis),
  };
  return {
    view,
    sites: siteViews(model, diagnosis, otherSites(model, clusters)),
    links: linkViews(model, diagnosis),
    services: serviceViews(model, diagnosis),
    findings: sorted(withoutConsequences(diagnosis, model)),
  };
}
