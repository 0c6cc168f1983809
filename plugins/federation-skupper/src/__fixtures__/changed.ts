import {
  FieldOwner,
  KubeObject,
} from '@backstage-federation/kubernetes-clusters';
import { federationLabels } from '../names';
import { withSpec } from './said';

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

