import type { KubeObject } from '../../client';
import { isEqual, isPodReady } from '../../shared/objects';
import { OK, Outcome } from './conditions';
import {
  activeSite,
  conditioned,
  Handler,
  SkupperContext,
  writeStatus,
} from './context';
import { COMPONENT, SITE_CA, TYPE } from './names';

/** The CA that signs for a Site. */
export function issuerOf(site: KubeObject): string {
  return site.spec?.defaultIssuer || SITE_CA;
}

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
export const reconcileRouterPod: Handler = async (ctx, namespace, name) => {
  const active = activeSite(ctx, namespace);
  if (!active) {
    return;
  }
  const { routerPods } = active.state;
  const pod = ctx.kinds.pods.get(namespace, name);
  if (pod) {
    routerPods.set(name, pod);
  } else {
    routerPods.delete(name);
  }
  const Running = runningOutcome([...routerPods.values()]);
  await writeStatus(ctx, 'sites', active.site, (status, site) =>
    conditioned('sites', site, status, { Running }),
  );
};

/** Looks at all router pods of a namespace. */
export function enqueueRouterPods(ctx: SkupperContext, namespace: string) {
  ctx.kinds.pods
    .list(namespace)
    .filter(isRouterPod)
    .forEach(pod => ctx.enqueue('running', namespace, pod.metadata.name));
}

/** Writes condition Resolved and the endpoints from all RouterAccesses of the namespace. */
export async function resolveSite(
  ctx: SkupperContext,
  namespace: string,
): Promise<void> {
  const active = activeSite(ctx, namespace);
  if (!active) {
    return;
  }
  const accesses = ctx.kinds.routerAccesses.list(namespace);
  const endpoints = accesses.flatMap(ra => ra.status?.endpoints ?? []);
  const known = active.site.status?.conditions?.some(
    (c: any) => c.type === 'Resolved',
  );
  if (accesses.length === 0 && !known) {
    return;
  }
  const Resolved = endpoints.length ? OK : { pending: 'Pending' };
  await writeStatus(ctx, 'sites', active.site, (status, site) => {
    const next = conditioned('sites', site, status, { Resolved });
    return isEqual(next.endpoints ?? [], endpoints)
      ? next
      : { ...next, endpoints: endpoints.length ? endpoints : undefined };
  });
}
