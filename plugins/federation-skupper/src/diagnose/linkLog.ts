import {
  Evidence,
  SkupperFinding,
} from '@backstage-federation/plugin-federation-common';
import {
  InEvent,
  OutEvent,
  RouterLine,
  forbiddenAttach,
  inFailures,
  outEvents,
  parseRouterLog,
} from '../facts/routerLog';
import { SkupperLink } from '../types';
import { LogMeaning, meaningsOf } from './linkLogRows';

/** What the routers' logs say about a link. @internal */
export interface LinkLogCause {
  finds: SkupperFinding;
  /** `host:port` of the other end. */
  target: string;
  evidence: Evidence[];
}

/** A router's log and where it was read. @internal */
export interface RouterLog {
  source: string;
  text: string;
}

/** The `host:port` to which a link's router connects; that of an edge site to the port for those. */
function linkTargets(link: SkupperLink, edge: boolean): string[] {
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

type Failed = Extract<OutEvent, { kind: 'failed' }>;
type Meaning = Pick<LogMeaning, 'finds'> & { from?: InEvent };

/** What a failed connection means, with the line of the listening end that tells it. */
function meaningOf(
  event: Failed,
  isOpened: boolean,
  peer: InEvent[] | undefined,
): Meaning | undefined {
  // Every attempt is logged there, so the newest alert is the one that counts.
  const alert = peer?.filter(e => /alert/.test(e.text)).pop();
  const found = meaningsOf(event).find(({ opened, peer: says }) => {
    if (opened && !isOpened) return false;
    if (says === 'silent') return peer?.length === 0;
    return !says || (alert && says.test(alert.text));
  });
  return found && { ...found, from: found.peer && alert };
}

function proxyCause(code: string): SkupperFinding {
  if (code === '403') return 'link-proxy-forbids';
  if (code === '407') return 'link-proxy-credentials';
  return 'link-proxy-cannot-reach';
}

/** What the events of the connecting end mean, oldest first. */
function meaning(
  events: OutEvent[],
  peer: RouterLine[] | undefined,
): Meaning | undefined {
  const last = events[events.length - 1];
  // It stands before the connections that it closes, so the last event is one of those.
  if (events.some(e => e.kind === 'own-router')) {
    return { finds: 'link-to-own-site.log' };
  }
  if (events.some(e => e.kind === 'duplicate-id') && last.kind !== 'failed') {
    return { finds: 'link-duplicate-router-id' };
  }
  switch (last.kind) {
    case 'failed': {
      const opened = events.some(e => e.kind === 'opened');
      return meaningOf(last, opened, peer && inFailures(peer));
    }
    case 'proxy-denied':
      return { finds: proxyCause(last.code) };
    case 'proxy-down':
      return { finds: 'link-proxy-down' };
    case 'opened': {
      const forbidden = peer && forbiddenAttach(peer);
      return forbidden && { finds: 'link-wrong-port', from: forbidden };
    }
    default:
      return undefined;
  }
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
  const events = outEvents(parseRouterLog(own.text), targets);
  if (!events.length) return undefined;
  const found = meaning(events, peer && parseRouterLog(peer.text));
  return (
    found && {
      finds: found.finds,
      target: targets[0],
      evidence: [
        evidenceOf(own.source, events[events.length - 1].line),
        ...(found.from && peer
          ? [attemptEvidence(peer.source, found.from.line)]
          : []),
      ],
    }
  );
}
