import { parseAllDocuments } from 'yaml';
import { KubeObject, resources } from '../../client';
import { compact, ownerReference } from '../../shared/objects';
import { OK, Outcome } from './conditions';
import {
  find,
  Handler,
  setConditions,
  SkupperContext,
  writeStatus,
} from './context';
import type { SiteState } from './siteState';
import { requestLink } from './tokenRequest';

/**
 * Handles an AccessToken: redeems it. A failed one is tried again at each event, its own status write included, and
 * at each resync.
 */
export const reconcileToken: Handler = async (ctx, namespace, name) => {
  const token = find(ctx, 'accessTokens', namespace, name);
  const state = ctx.sites.get(namespace);
  if (!token || token.status?.redeemed || !state) {
    return;
  }
  const outcome = await redeemToken(ctx, state, token);
  if (ctx.signal.aborted) {
    return;
  }
  const fields = 'ok' in outcome ? { redeemed: true } : {};
  const outcomes = { Redeemed: outcome };
  await setConditions(ctx, 'accessTokens', token, outcomes, fields);
};

async function redeemToken(
  ctx: SkupperContext,
  state: SiteState,
  token: KubeObject,
): Promise<Outcome> {
  const answer = await requestLink(
    token.spec,
    { name: token.metadata.name, subject: state.uid },
    ctx.signal,
  );
  if ('error' in answer) {
    return answer;
  }
  const documents: KubeObject[] = parseAllDocuments(answer.body).map(document =>
    document.toJS(),
  );
  for (const kind of ['Secret', 'Link'] as const) {
    for (const document of documents.filter(d => d?.kind === kind)) {
      const failure = await create(ctx, state, token, document);
      if (failure) {
        const error = `Controller could not create received ${kind.toLowerCase()}: ${failure}`;
        return { error };
      }
    }
  }
  return OK;
}

/** @returns why it could not be created */
async function create(
  ctx: SkupperContext,
  state: SiteState,
  token: KubeObject,
  document: KubeObject,
): Promise<string | undefined> {
  const isLink = document.kind === 'Link';
  const cost = token.spec.linkCost;
  const object: KubeObject = {
    ...document,
    metadata: {
      name: document.metadata.name,
      namespace: state.namespace,
      ownerReferences: [ownerReference(state.site)],
    },
    ...(isLink && {
      spec: { ...document.spec, ...(cost > 0 && { cost }) },
    }),
  };
  try {
    const type = isLink ? resources.links : resources.secrets;
    const created = await ctx.client.create(type, compact(object));
    (isLink ? ctx.kinds.links : ctx.kinds.secrets).adopt(created);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Redeemed tokens of a deleted Site say so; their Links are gone. */
export async function onSiteDeleted(
  ctx: SkupperContext,
  namespace: string,
): Promise<void> {
  for (const token of ctx.kinds.accessTokens.list(namespace)) {
    if (token.status?.redeemed) {
      await writeStatus(ctx, 'accessTokens', token, status => {
        const message = 'Already redeemed for a deleted site';
        return {
          ...status,
          status: 'Error',
          message,
          conditions: status.conditions?.map(condition =>
            condition.type === 'Redeemed'
              ? { ...condition, reason: 'Error', message }
              : condition,
          ),
        };
      });
    }
  }
}
