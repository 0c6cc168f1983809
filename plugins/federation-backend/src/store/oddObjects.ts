import {
  federationTexts,
  Finding,
  renderFinding,
} from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';

/** An object of which something was left out, as it is of another shape than its kind has. */
export interface OddObject {
  /** What is believed of it. */
  object: KubeObject;
  /** Paths of what was left out. */
  fields: string[];
}

/** A sentence has room for so many. */
const MAX_FIELDS = 3;

/** What is said of objects that are not as they should be. */
export function oddObjectFindings(
  cluster: string,
  odd: OddObject[],
): Finding[] {
  return odd.map(({ object: { kind, metadata }, fields }) => {
    const { name, namespace } = metadata;
    const place = `${cluster}/${namespace}`;
    return renderFinding(federationTexts, {
      cause: 'object-odd',
      severity: 'warning',
      subject: {
        kind: 'federation',
        id: `${place}/${kind}/${name}`,
        label: name,
      },
      params: {
        kind,
        object: name,
        place,
        fields: fields.slice(0, MAX_FIELDS),
      },
      evidence: [],
    });
  });
}
