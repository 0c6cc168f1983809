import { randomInt } from 'node:crypto';
import type { KubeObject } from '../../client';
import { timestamp } from '../shared/objects';
import { aggregations, OK, Outcome, withCondition } from './conditions';
import { generationOf, SkupperContext, writeStatus } from './context';
import { parseGoDuration } from './durations';

const DEFAULT_WINDOW_MS = 600_000;
const CODE_LENGTH = 24;
const ALPHANUMERIC =
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Handles an AccessGrant: gives it a code, an end and the address at which it can be redeemed. */
export async function reconcileGrant(
  ctx: SkupperContext,
  namespace: string,
  name: string,
): Promise<void> {
  const grant = ctx.kinds.accessGrants.get(namespace, name);
  if (!grant || grant.metadata.deletionTimestamp) {
    return;
  }
  if (!ctx.options.grants) {
    await writeStatus(ctx, ctx.kinds.accessGrants, grant, status => ({
      ...status,
      message: 'AccessGrants are not enabled',
    }));
    return;
  }
  if (!grant.spec?.redemptionsAllowed) {
    // The event of this change goes on.
    await ctx.client.patch(ctx.kinds.accessGrants.type, namespace, name, {
      spec: { redemptionsAllowed: 1 },
    });
    return;
  }
  const server = ctx.grantServer;
  const generation = generationOf(grant);
  await writeStatus(ctx, ctx.kinds.accessGrants, grant, (status, current) => {
    const { processed, expirationTime } = expiry(current, status);
    const url = server.url && `${server.url}/${current.metadata.uid}`;
    const resolved: Outcome = url && server.caPem ? OK : { pending: 'Pending' };
    const withProcessed = withCondition(
      status,
      'Processed',
      processed,
      generation,
      aggregations.grant,
    );
    return {
      ...withCondition(
        withProcessed,
        'Resolved',
        resolved,
        generation,
        aggregations.grant,
      ),
      url,
      ca: server.caPem,
      code: status.code || current.spec.code || randomCode(),
      expirationTime,
    };
  });
}

// The end is fixed once: an edit of the window doesn't move it.
function expiry(
  grant: KubeObject,
  status: any,
): { processed: Outcome; expirationTime?: string } {
  if (status.expirationTime) {
    return { processed: OK, expirationTime: status.expirationTime };
  }
  const text: string | undefined = grant.spec.expirationWindow;
  try {
    const window = text ? parseGoDuration(text) : DEFAULT_WINDOW_MS;
    return {
      processed: OK,
      expirationTime: timestamp(new Date(Date.now() + window)),
    };
  } catch (error) {
    return {
      processed: {
        error: `Invalid duration "${text}": ${(error as Error).message}`,
      },
    };
  }
}

function randomCode(): string {
  return Array.from(
    { length: CODE_LENGTH },
    () => ALPHANUMERIC[randomInt(ALPHANUMERIC.length)],
  ).join('');
}
