import type { KubeObject } from '../../client';
import { isPodReady } from '../shared/objects';
import { aggregations, OK, Outcome, withCondition } from './conditions';
import { generationOf, SkupperContext, writeStatus } from './context';
import { COMPONENT, TYPE } from './names';

/** Whether a pod runs a site's router. */
export function isRouterPod(pod: KubeObject): boolean {
  return (
    pod.metadata.labels?.[COMPONENT] === 'router' &&
    pod.metadata.labels?.[TYPE] === 'site'
  );
}

/** What condition Running says of a site's router pods, in the order in which they came; pure. */
export function runningOutcome(pods: KubeObject[]): Outcome {
  if (pods.some(pod => pod.status?.phase === 'Running' && isPodReady(pod))) {
    return OK;
  }
  const pod = pods[pods.length - 1];
  if (!pod) {
    return { pending: 'No router pod is ready' };
  }
  const failing = (pod.status?.conditions ?? []).find(
    (c: any) => c.status === 'False' && c.message,
  );
  return {
    pending: failing?.message ?? `Pod ${pod.metadata.name} not ready`,
  };
}

/** Handles a change of a router pod: writes condition Running of its Site. */
export async function reconcileRouterPod(
  ctx: SkupperContext,
  namespace: string,
  name: string,
): Promise<void> {
  const state = ctx.sites.get(namespace);
  const site = state && ctx.kinds.sites.get(namespace, state.name);
  if (!site) {
    return;
  }
  const pod = ctx.kinds.pods.get(namespace, name);
  if (pod) {
    state.routerPods.set(name, pod);
  } else {
    state.routerPods.delete(name);
  }
  await writeStatus(ctx, ctx.kinds.sites, site, (status, current) =>
    withCondition(
      status,
      'Running',
      runningOutcome([...state.routerPods.values()]),
      generationOf(current),
      aggregations.site(current.spec?.linkAccess),
    ),
  );
}

/** Looks at all router pods of a namespace. */
export function enqueueRouterPods(ctx: SkupperContext, namespace: string) {
  ctx.kinds.pods
    .list(namespace)
    .filter(isRouterPod)
    .forEach(pod => ctx.enqueue('running', namespace, pod.metadata.name));
}
