import type { KubeObject } from '../../client';
import { isOwnedBy } from '../../shared/objects';
import { conditioned, Handler, SkupperContext, writeStatus } from './context';
import { ROUTER_ACCESS, SITE_CA } from './names';
import { enqueueRouterPods, resolveSite } from './siteStatus';

/** How long after it was made a Site is in doubt when the controller starts, in resyncs. */
const YOUNG_RESYNCS = 2;
const HEAL_AFTER = 8;

/**
 * A controller that starts soon after a Site was made tries to create what its former run created. Notes the Sites and
 * RouterAccesses that will say so for about a second.
 */
export function findRestartConflicts(ctx: SkupperContext): void {
  for (const site of ctx.kinds.sites.list()) {
    const { name, namespace } = site.metadata;
    const ca = ctx.kinds.certificates.get(namespace, SITE_CA);
    if (!ca || !isOwnedBy(ca, site.metadata.uid) || !isYoung(ctx, site)) {
      continue;
    }
    ctx.conflicts.set(`sites/${namespace}/${name}`, {
      error: `certificates.skupper.io "${SITE_CA}" already exists`,
    });
    for (const { metadata } of ctx.kinds.securedAccesses.list(namespace)) {
      const access = metadata.annotations?.[ROUTER_ACCESS];
      if (access) {
        ctx.conflicts.set(`routerAccesses/${namespace}/${access}`, {
          error: `securedaccesses.skupper.io "${metadata.name}" already exists`,
        });
      }
    }
  }
}

function isYoung({ options }: SkupperContext, site: KubeObject): boolean {
  const { creationTimestamp } = site.metadata;
  const resyncMs = Number.isFinite(options.resyncMs)
    ? options.resyncMs
    : 30_000;
  const age = Date.now() - Date.parse(creationTimestamp ?? '');
  return age < YOUNG_RESYNCS * resyncMs;
}

/**
 * Reports a conflict, once.
 * @returns whether the object must wait; it is handled again a little later
 */
export async function reportRestartConflict(
  ctx: SkupperContext,
  key: string,
): Promise<boolean> {
  const conflict = ctx.conflicts.get(key);
  if (!conflict || conflict.reported) {
    return conflict !== undefined;
  }
  conflict.reported = true;
  const [what, namespace, name] = key.split('/');
  const kind = what === 'sites' ? 'sites' : 'routerAccesses';
  const object = ctx.kinds[kind].get(namespace, name);
  if (object) {
    const Configured = { error: conflict.error };
    await writeStatus(ctx, kind, object, (status, current) =>
      conditioned(kind, current, status, { Configured }),
    );
    if (kind === 'routerAccesses') {
      await resolveSite(ctx, namespace);
    }
  }
  const heal = kind === 'sites' ? 'healSite' : 'healAccess';
  const after = HEAL_AFTER * ctx.options.timings.siteMs;
  ctx.enqueueAfter(`${heal}/${namespace}/${name}`, after);
  return true;
}

/** Handles a Site or RouterAccess again that was in conflict. */
export const healConflict =
  (kind: 'sites' | 'routerAccesses'): Handler =>
  async (ctx, namespace, name) => {
    ctx.conflicts.delete(`${kind}/${namespace}/${name}`);
    ctx.enqueue(kind, namespace, name);
    if (kind === 'sites') {
      enqueueRouterPods(ctx, namespace);
    }
  };
