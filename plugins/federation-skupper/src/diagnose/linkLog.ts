import { Evidence } from '@backstage-federation/plugin-federation-common';
import { SkupperLink } from '../types';
import { OTHER_CAUSES, OUT_ROWS } from './linkLogCauses';
import { LogCause, OutRow } from './linkLogRow';
import {
  InEvent,
  OutEvent,
  RouterLine,
  forbiddenAttach,
  inFailures,
  outEvents,
  parseRouterLog,
} from '../facts/routerLog';

/** What the routers' logs say about a link. @internal */
export interface LinkLogCause {
  cause: LogCause;
  /** `host:port` of the other end. */
  target: string;
  evidence: Evidence[];
}

/** A router's log and where it was read. @internal */
export interface RouterLog {
  source: string;
  text: string;
}

/**
 * The `host:port` to which a link's router connects.
 *
 * @param edge - whether the link's site is an edge site
 * @internal
 */
export function linkTargets(
  link: SkupperLink,
  edge: boolean = false,
): string[] {
  return (link.spec?.endpoints ?? [])
    .filter(e => e.name === (edge ? 'edge' : 'inter-router'))
    .map(e => `${e.host}:${e.port}`);
}

/** Without the connection's number, which differs from attempt to attempt. */
function wording(line: RouterLine): string {
  return line.message.replace(/^\[C\d+\] /, '').slice(0, 500);
}

function evidenceOf(source: string, line: RouterLine): Evidence {
  return { kind: 'log', source, text: wording(line), at: line.at };
}

/** The listening end logs each attempt anew: without port and time, equal failures are equal evidence. */
function attemptEvidence(source: string, line: RouterLine): Evidence {
  const text = wording(line).replace(/^(Connection from \S+):\d+ /, '$1 ');
  return { kind: 'log', source, text };
}

function matches(
  row: OutRow,
  event: Extract<OutEvent, { kind: 'failed' }>,
  opened: boolean,
  peer: InEvent[] | undefined,
): { peer?: InEvent } | undefined {
  if (!row.condition.test(event.condition) || !row.text.test(event.text)) {
    return undefined;
  }
  if (row.opened !== undefined && row.opened !== opened) return undefined;
  if (row.peer === undefined) return {};
  if (row.peer === 'silent') return peer && !peer.length ? {} : undefined;
  const pattern = row.peer;
  // Every attempt is logged there, so the newest alert is the one that counts.
  const alert = (peer ?? []).filter(e => /alert/.test(e.text)).pop();
  return alert && pattern.test(alert.text) ? { peer: alert } : undefined;
}

function failedCause(
  event: Extract<OutEvent, { kind: 'failed' }>,
  opened: boolean,
  peer: InEvent[] | undefined,
): { cause: LogCause; peer?: InEvent } | undefined {
  for (const row of OUT_ROWS) {
    const found = matches(row, event, opened, peer);
    if (found) return { cause: row.cause, ...found };
  }
  return undefined;
}

function proxyCause(code: string): LogCause {
  if (code === '403') return OTHER_CAUSES.proxyForbids;
  if (code === '407') return OTHER_CAUSES.proxyCredentials;
  return OTHER_CAUSES.proxyCannotReach;
}

/**
 * Why a link does not work, from the log of the connecting router and, where that hides the reason, of the listening one.
 *
 * @param link - its inter-router endpoint says which lines are the link's
 * @param own - log of the connecting end, from the pod's start: a failure is logged once, not per attempt
 * @param peer - log of the listening end, its newest lines
 * @param edge - whether the link's site is an edge site
 * @internal
 */
export function linkLogCause(
  link: SkupperLink,
  own: RouterLog | undefined,
  peer: RouterLog | undefined,
  edge: boolean = false,
): LinkLogCause | undefined {
  const targets = linkTargets(link, edge);
  if (!own || !targets.length) return undefined;
  const target = targets[0];
  const events = outEvents(parseRouterLog(own.text), targets);
  const last = events[events.length - 1];
  if (!last) return undefined;
  const peerLines = peer && parseRouterLog(peer.text);
  const result = (cause: LogCause, inEvent?: InEvent): LinkLogCause => ({
    cause,
    target,
    evidence: [
      evidenceOf(own.source, last.line),
      ...(inEvent && peer ? [attemptEvidence(peer.source, inEvent.line)] : []),
    ],
  });
  // It stands before the connections that it closes, so the last event is one of those.
  if (events.some(e => e.kind === 'own-router')) {
    return result(OTHER_CAUSES.ownRouter);
  }
  if (events.some(e => e.kind === 'duplicate-id') && last.kind !== 'failed') {
    return result(OTHER_CAUSES.duplicateId);
  }
  switch (last.kind) {
    case 'failed': {
      const opened = events.some(e => e.kind === 'opened');
      const found = failedCause(
        last,
        opened,
        peerLines && inFailures(peerLines),
      );
      return found && result(found.cause, found.peer);
    }
    case 'proxy-denied':
      return result(proxyCause(last.code));
    case 'proxy-down':
      return result(OTHER_CAUSES.proxyDown);
    case 'opened': {
      const forbidden = peerLines && forbiddenAttach(peerLines);
      return forbidden && result(OTHER_CAUSES.wrongPort, forbidden);
    }
    default:
      return undefined;
  }
}
