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

/** What condition Running says of a site's router pods; pure. */
export function runningOutcome(pods: KubeObject[]): Outcome {
  if (pods.some(pod => pod.status?.phase === 'Running' && isPodReady(pod))) {
    return OK;
  }
  const [pod] = pods;
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

/** Writes condition Running of a namespace's Site. */
export async function reconcileRunning(
  ctx: SkupperContext,
  namespace: string,
): Promise<void> {
  const state = ctx.sites.get(namespace);
  const site = state && ctx.kinds.sites.get(namespace, state.name);
  if (!site) {
    return;
  }
  const pods = ctx.kinds.pods.list(namespace).filter(isRouterPod);
  const known = site.status?.conditions?.some((c: any) => c.type === 'Running');
  if (pods.length === 0 && !known) {
    return;
  }
  await writeStatus(ctx, ctx.kinds.sites, site, (status, current) =>
    withCondition(
      status,
      'Running',
      runningOutcome(pods),
      generationOf(current),
      aggregations.site(current.spec?.linkAccess),
    ),
  );
}
