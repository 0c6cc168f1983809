import {
  federationTexts,
  Finding,
  Place,
  renderFinding,
} from '@backstage-federation/plugin-federation-common';
import { federationOf } from '@backstage-federation/federation-plans';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { ClusterSnapshot } from '../contract/view';

/** Finalizers usually go within seconds. */
const USUAL_MS = 10_000;

function held(
  cluster: string,
  { kind, metadata }: KubeObject,
  finalizers: string[],
): Finding {
  const { name, namespace, deletionTimestamp } = metadata;
  const place = `${cluster}/${namespace}`;
  return renderFinding(federationTexts, {
    cause: 'deletion-held',
    severity: 'warning',
    subject: {
      kind: 'federation',
      id: `${place}/${kind}/${name}`,
      label: `${kind} ${name}`,
    },
    params: { kind, name, place, finalizers },
    evidence: [
      {
        kind: 'object',
        source: `${place} ${kind} ${name}`,
        text: `metadata.finalizers: ${finalizers.join(', ')}`,
        at: deletionTimestamp,
      },
    ],
  });
}

/**
 * Objects of a federation that were deleted and that a finalizer keeps for longer than usual.
 *
 * @param places - where it has, or had, a part
 * @param kinds - of the objects
 * @internal
 */
export function heldFindings(
  federation: string,
  places: Place[],
  kinds: string[],
  clusters: ClusterSnapshot[],
  now: Date,
): Finding[] {
  return places.flatMap(({ cluster, namespace }) =>
    clusters
      .filter(({ name }) => name === cluster)
      .flatMap(snapshot => kinds.flatMap(k => snapshot.objects(k, namespace)))
      .filter(object => federationOf(object) === federation)
      .flatMap(object => {
        const { deletionTimestamp, finalizers }: Record<string, unknown> = {
          ...object.metadata,
        };
        const age = now.getTime() - Date.parse(String(deletionTimestamp));
        const names = Array.isArray(finalizers) ? finalizers.map(String) : [];
        return age > USUAL_MS && names.length
          ? held(cluster, object, names)
          : [];
      }),
  );
}
