/** The answer of an API server to a request that failed (`kind: Status`), as far as it is used. @public */
export interface KubeStatus {
  code: number;
  reason?: string;
  message?: string;
  details?: {
    name?: string;
    group?: string;
    kind?: string;
    retryAfterSeconds?: number;
    causes?: { reason?: string; message?: string; field?: string }[];
  };
}

/** Longest piece of an answer that is no `Status` (a proxy's page) that a message quotes. */
const MAX_TEXT = 200;

/**
 * Reads the body of a failed answer. What is no `Status` (a proxy's page, "404 page not found") gives one with the
 * text's first line.
 *
 * @internal
 */
export function parseStatus(code: number, body: string): KubeStatus {
  try {
    const parsed = JSON.parse(body) as Partial<KubeStatus> & { kind?: string };
    if (parsed && parsed.kind === 'Status') {
      return {
        code: parsed.code || code,
        reason: parsed.reason,
        message: parsed.message,
        details: parsed.details,
      };
    }
  } catch {
    // Not JSON: falls through to the text.
  }
  const text = body.trim().split('\n')[0];
  return {
    code,
    message:
      text && !text.startsWith('<') ? text.slice(0, MAX_TEXT) : undefined,
  };
}

/**
 * Whether a 404 says that one object is missing, and not that its resource type is not served. Only the former
 * names the object.
 *
 * @internal
 */
export function isObjectMissing(status: KubeStatus, name: string): boolean {
  return (
    status.code === 404 &&
    (status.details?.name === name ||
      Boolean(status.message?.includes(`"${name}" not found`)))
  );
}
