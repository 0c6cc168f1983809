import { COMPONENT_LABEL } from '@backstage-federation/plugin-federation-common';
import {
  FederationAdapters,
  WatchRequest,
} from '@backstage-federation/plugin-federation-node';
import { kube } from '@backstage-federation/kubernetes-clusters';

const SPEC_SELECTOR = `${COMPONENT_LABEL}=spec`;

/** What is watched in each cluster: the specs, and what the adapters want; the same watch is made once. */
export function federationWatches(
  adapters: FederationAdapters,
): WatchRequest[] {
  const requests: WatchRequest[] = [
    { type: kube.configMap, labelSelector: SPEC_SELECTOR },
    ...adapters.all().flatMap(({ watches }) => watches),
  ];
  const merged = new Map<string, WatchRequest>();
  for (const request of requests) {
    const { type, labelSelector = '' } = request;
    const id = `${type.apiVersion} ${type.plural} ${labelSelector}`;
    const known = merged.get(id);
    merged.set(id, known ? either(known, request) : request);
  }
  return [...merged.values()];
}

function either(a: WatchRequest, b: WatchRequest): WatchRequest {
  // What one needs in full, it gets.
  const { reduce: _, ...rest } = { ...a, shape: a.shape ?? b.shape };
  const { keep: keepA } = a;
  const { keep: keepB } = b;
  return keepA && keepB
    ? { ...rest, keep: object => keepA(object) || keepB(object) }
    : { ...rest, keep: undefined };
}
