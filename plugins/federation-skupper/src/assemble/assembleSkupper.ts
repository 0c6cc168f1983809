import { Finding } from '@backstage-federation/plugin-federation-common';
import {
  specChangedAt,
  specConfigMapName,
  Interconnect,
} from '@backstage-federation/plugin-federation-node';
import { skupperFindings } from '../diagnose/network';
import { linkModels } from '../facts/links';
import { linkViews } from './links';
import { buildModel, compare } from '../facts/model';
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
export const assembleSkupper: Interconnect['assemble'] = (
  spec,
  clusters,
  logs,
  now,
) => {
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
  const links = linkModels(model);
  return {
    sites: siteViews(model),
    links: linkViews(model, links),
    services: serviceViews(model),
    findings: sorted(skupperFindings(model, links)),
  };
};
