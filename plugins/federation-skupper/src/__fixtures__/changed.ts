import {
  FieldOwner,
  KubeObject,
} from '@backstage-federation/kubernetes-clusters';
import { federationLabels } from '../names';
import { hubSite, networkStatus, tokenLink } from './objects';
import { down, when, withSpec } from './said';
import { connector, listener, put } from './snapshots';

/** When somebody changed what was changed. */
export const AT = '2026-01-01T00:30:00Z';

/** As a watch tells it that asks who holds its fields: somebody who changed fields of the spec, or nobody. */
export function held(object: KubeObject, ...fields: string[]): KubeObject {
  const set = Object.fromEntries(fields.map(field => [`f:${field}`, {}]));
  const owners: FieldOwner[] = fields.length
    ? [{ manager: 'kubectl-edit', time: AT, fields: { 'f:spec': set } }]
    : [];
  const { metadata, kind } = object;
  const member =
    metadata.namespace === 'flower-supernode-1' ? 'supernode-1' : undefined;
  const labels = {
    ...federationLabels('guide', kind.toLowerCase(), member),
    ...metadata.labels,
  };
  return { ...object, metadata: { ...metadata, labels, owners } };
}
/** With other values, which somebody gave it. */
export const edited = (object: KubeObject, change: object) =>
  held(withSpec(object, change), ...Object.keys(change));

/** Says what there is to say of what somebody changed, and of what was not applied as it is wanted now. */
export function ofChanges() {
  const elsewhere = { endpoints: [], tlsCredentials: 'other' };
  const certificate = edited(down(), elsewhere);
  certificate.metadata.name += '-skupper-router';
  certificate.metadata.annotations = {
    'backstage-federation.dev/link-mode': 'certificate',
  };
  when({ west: put(certificate, networkStatus({ status: 'down' })) });
  when({ east: put(edited(hubSite(), { linkAccess: 'none' })) });
  const ends = [
    ['east', connector()],
    ['west', listener()],
  ] as const;
  for (const [side, end] of ends) {
    when({ [side]: put(edited(end, { port: 1 })) });
    when({ [side]: put(edited(end, { type: 'http' })) });
    when({ [side]: put(withSpec(held(end), { type: 'http' })) });
  }
  const others = [
    ['east', hubSite(), { linkAccess: 'nodeport' }],
    ['west', tokenLink(), { cost: 9 }],
  ] as const;
  for (const [side, object, change] of others) {
    when({ [side]: put(edited(object, change)) });
    when({ [side]: put(withSpec(held(object), change)) });
  }
}
