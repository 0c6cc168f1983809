import { createHash } from 'node:crypto';
import {
  FederationSummary,
  FederationView,
} from '@backstage-federation/plugin-federation-common';

/** JSON with sorted keys: the same for equal values, in whatever order they were made. */
function stableJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) {
    return JSON.stringify(value) ?? 'null';
  }
  if (Array.isArray(value)) return `[${value.map(stableJson).join()}]`;
  const fields = Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const parts = fields.map(
    ([key, part]) => `${JSON.stringify(key)}:${stableJson(part)}`,
  );
  return `{${parts.join()}}`;
}

/**
 * Names the state of a view: equal for equal views, another for others.
 *
 * @returns 16 hexadecimal digits
 */
export function revisionOf(view: FederationView): string {
  return createHash('sha256')
    .update(stableJson(view))
    .digest('hex')
    .slice(0, 16);
}

/** A view as a row of the federations list, with the view's revision: equal for equal views. */
export function summarise(view: FederationView): FederationSummary {
  return {
    name: view.name,
    ...(view.owner ? { owner: view.owner } : {}),
    ...(view.found && { found: true, title: view.title }),
    state: view.state,
    sentence: view.sentence,
    phrase: view.phrase,
    hub: { cluster: view.hub.cluster, namespace: view.hub.namespace },
    members: view.members.map(({ cluster, namespace }) => ({
      cluster,
      namespace,
    })),
    counts: view.counts,
    revision: revisionOf(view),
  };
}
