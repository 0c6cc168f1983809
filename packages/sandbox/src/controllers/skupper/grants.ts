import { randomInt } from 'node:crypto';
import type { KubeObject } from '../../client';
import { timestamp } from '../../shared/objects';
import { OK, Outcome } from './conditions';
import {
  conditioned,
  find,
  generationOf,
  Handler,
  writeStatus,
} from './context';
import { parseGoDuration } from './durations';

const DEFAULT_WINDOW_MS = 600_000;
const CODE_LENGTH = 24;
const ALPHANUMERIC =
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Handles an AccessGrant: gives it a code, an end and the address at which it can be redeemed. */
export const reconcileGrant: Handler = async (ctx, namespace, name) => {
  const grant = find(ctx, 'accessGrants', namespace, name);
  if (!grant) {
    return;
  }
  if (!ctx.options.grants) {
    await writeStatus(ctx, 'accessGrants', grant, status => ({
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
  await writeStatus(ctx, 'accessGrants', grant, (status, current) => {
    const { processed, expirationTime } = expiry(current, status);
    const url = server.url && `${server.url}/${current.metadata.uid}`;
    const resolved: Outcome = url && server.caPem ? OK : { pending: 'Pending' };
    const outcomes = { Processed: processed, Resolved: resolved };
    return {
      ...conditioned('accessGrants', current, status, outcomes, generation),
      url,
      ca: server.caPem,
      code: status.code || current.spec.code || randomCode(),
      expirationTime,
    };
  });
};

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
