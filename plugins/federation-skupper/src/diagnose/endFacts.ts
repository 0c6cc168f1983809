import {
  Evidence,
  Finding,
  FindingSeverity,
  SkupperFinding,
  State,
  TextParams,
} from '@backstage-federation/plugin-federation-common';
import {
  changedAt,
  configuredError,
  isTrue,
  isUnseen,
  sinceOf,
} from '../conditions';
import { Overdue, USUAL } from '../facts/overdue';
import { FieldDrift } from '@backstage-federation/plugin-federation-node';
import { NetworkStatus, siteOf, sitesWith } from '../networkStatus';
import { SkupperConnector, SkupperListener, SkupperSite } from '../types';
import {
  About,
  Row,
  conditionEvidence,
  down,
  finding,
  nameOf,
  objectEvidence,
  ready,
  so,
  state,
  waiting,
} from './build';
import { changedFinding, changedIn } from './changed';

/** Where one end of a service is. @internal */
export interface EndPlace {
  cluster: string;
  namespace: string;
  /** `hub` or the member's name. */
  label: string;
  /** The site there; absent when there is none, or when it was not looked at. */
  site?: SkupperSite;
  /** What its router reports. */
  networkStatus?: NetworkStatus;
  /** How its links to the rest of the network are taken together; absent: not known, or it has none. */
  reach?: 'up' | 'coming' | 'down';
  /** Whether the site, where there is none, is missed. */
  siteMissed?: boolean;
}

/** What is known of a connector or listener. @internal */
export interface EndFacts<End = SkupperConnector | SkupperListener> {
  place: EndPlace;
  end: End;
  /** Ids of the federation's sites where its other end is missed; undefined while one of them has it. */
  missedAt?: string[];
  /** The routing key that the federation gave it; default: the one that it has. */
  key?: string;
  /** What of it is not as the federation sets it. */
  drift?: FieldDrift[];
  overdue: Overdue;
}

const isConnector = ({ end }: EndFacts) => end.kind === 'Connector';
const kindOf = (f: EndFacts) => (isConnector(f) ? 'connector' : 'listener');

const keyOf = ({ end, key }: EndFacts) =>
  key ?? end.spec?.routingKey ?? end.metadata.name;

function aboutEnd(f: EndFacts): About {
  const { place, end } = f;
  const key = keyOf(f);
  const { selector = '' } = (end as SkupperConnector).spec ?? {};
  const params = {
    key,
    name: nameOf(place),
    object: end.metadata.name,
    cluster: place.cluster,
    namespace: place.namespace,
    selector,
    host: end.spec?.host ?? '',
    secret: end.spec?.tlsCredentials ?? '',
  };
  return {
    subject: { kind: 'service', id: key, label: `Service ${key}` },
    params,
  };
}

/** @internal */
export function findOfEnd(
  f: EndFacts,
  text: SkupperFinding,
  evidence: Evidence | 'Configured' | 'Matched',
  more: { severity?: FindingSeverity; params?: TextParams } = {},
): Finding {
  const said =
    typeof evidence === 'string'
      ? conditionEvidence(f.place, f.end, evidence)
      : evidence;
  return finding(aboutEnd(f), text, [said], more);
}

/** What leads connections elsewhere. */
const LEADS = /^spec\.(port|host|selector|routingKey)$/;

/** What somebody changed of where an end leads, where the table has no words of its own for it. @internal */
export const ledElsewhere: Row<EndFacts> = f => {
  const drift = changedIn(f.drift, LEADS);
  const about = aboutEnd(f);
  return (
    drift.length > 0 &&
    so(
      down(
        'end-changed',
        drift
          .map(({ by }) => by?.time)
          .sort()
          .pop(),
        {
          fields: drift.map(({ path }) => path),
        },
      ),
      changedFinding(kindOf(f), about, f.place, f.end, f.drift!, true),
    )
  );
};

/** That an end is not as the federation sets it, where no other finding says so. @internal */
export function changedEnd(
  f: EndFacts,
  others: Finding[],
): Finding | undefined {
  const { drift = [], place, end } = f;
  const isTold = others.some(({ cause }) => cause === `${kindOf(f)}-changed`);
  return drift.length && !isTold
    ? changedFinding(kindOf(f), aboutEnd(f), place, end, drift)
    : undefined;
}

/** What the end's object holds, as evidence. @internal */
export const endHolds = ({ place, end }: EndFacts, text: string): Evidence =>
  objectEvidence(place, end.kind, end.metadata.name, text);

/** Whether the site there takes longer than usual to be seen, or does not exist. @internal */
export function isSiteOverdue(
  { place, overdue }: EndFacts,
  usualMs: number,
): boolean {
  const { site } = place;
  return !site || overdue(site.metadata.creationTimestamp, usualMs);
}

const notReacting = (f: EndFacts, since: string | undefined) =>
  so(
    down('end-not-seen', since),
    findOfEnd(f, `controller-not-reacting.${kindOf(f)}`, 'Configured'),
  );

/** `No active site in namespace`: there is none, or the controller has not seen it. @internal */
export const withoutSite: Row<EndFacts> = f => {
  if (configuredError(f.end) !== 'No active site in namespace') return false;
  const since = changedAt(f.end, 'Configured');
  if (!f.place.site) {
    return so(
      f.place.siteMissed
        ? down('no-site', since)
        : waiting('waiting-for-site', { since }),
      findOfEnd(f, `service-without-site.${kindOf(f)}`, 'Configured'),
    );
  }
  // A site that has just been made is seen by its ends at the controller's next resync.
  return isSiteOverdue(f, USUAL.controller)
    ? notReacting(f, since)
    : so(waiting('starting', { since }));
};

/** The controller has never looked at the end. @internal */
export const unseen: Row<EndFacts> = f => {
  if (!isUnseen(f.end)) return false;
  const since = f.end.metadata.creationTimestamp;
  return f.overdue(since, USUAL.controller)
    ? notReacting(f, since)
    : so(waiting('starting', { since }));
};

/** That the end has found no counterpart for longer than usual. @internal */
export function notMatched(f: EndFacts): Finding | undefined {
  const { end } = f;
  const isLate = f.overdue(sinceOf(end, 'Matched'), USUAL.match);
  if (isTrue(end, 'Matched') || !isLate) return undefined;
  const cause = isConnector(f)
    ? 'no-matching-listener'
    : 'no-matching-connector';
  return findOfEnd(
    f,
    end.spec?.tlsCredentials ? `${cause}.secret` : cause,
    'Matched',
    { severity: isConnector(f) ? 'warning' : 'error' },
  );
}

/**
 * What the network status says of a key's other end; `silent`: the router does not report. `Matched` stays when the
 * network status loses a record, so it is not believed alone.
 */
function otherEnd(f: EndFacts): 'found' | 'none' | 'silent' {
  const { site, networkStatus } = f.place;
  if (!siteOf(networkStatus, site?.metadata.uid)) return 'silent';
  const other = isConnector(f) ? 'listeners' : 'connectors';
  const key = f.end.spec?.routingKey ?? '';
  return sitesWith(networkStatus, other, key).length ? 'found' : 'none';
}

/** Ready is said, and the router does not report: right after a re-creation, or because it has stopped. */
function silent(f: EndFacts) {
  const { site } = f.place;
  const reason = 'end-not-reported';
  return site && isSiteOverdue(f, USUAL.match)
    ? state('unknown', 'unknown', { reason, params: { name: nameOf(f.place) } })
    : waiting('waiting-for-router', {
        since: site?.metadata.creationTimestamp,
      });
}

/** `Matched` and the network status stay as they were when a link goes down. */
function cutOff(f: EndFacts): State | undefined {
  const { place, end } = f;
  const { site, networkStatus, reach } = place;
  if (reach === undefined || reach === 'up') return undefined;
  const other = isConnector(f) ? 'listeners' : 'connectors';
  const key = end.spec?.routingKey ?? '';
  const isInOwnSite = sitesWith(networkStatus, other, key).some(
    id => id === site?.metadata.uid,
  );
  if (isInOwnSite) return undefined;
  if (reach === 'coming') return waiting('waiting-for-link');
  // The hub's own side is in order; who should come through the links cannot.
  return isConnector(f)
    ? state('degraded', 'degraded', { reason: 'links-down' })
    : down('link-down');
}

/** Nobody is at the other end: why, its own finding says. */
const alone = (f: EndFacts, since: string | undefined): State =>
  isConnector(f)
    ? state('degraded', 'degraded', { reason: 'no-matching-listener', since })
    : down('no-matching-connector', since);

/** The other end has gone, and no other site has one. What is said of it is its last state, until a router tells. */
export const otherEndMissed: Row<EndFacts> = f => {
  const { missedAt } = f;
  const other = isConnector(f) ? 'listeners' : 'connectors';
  const known = sitesWith(
    f.place.networkStatus,
    other,
    f.end.spec?.routingKey ?? '',
  );
  return (
    missedAt !== undefined &&
    known.every(id => missedAt.includes(id)) &&
    so(alone(f, undefined), notMatched(f))
  );
};

/** Whether the end has found its counterpart. @internal */
export const matching: Row<EndFacts> = f => {
  const isAlone = isConnector(f)
    ? 'waiting-for-listener'
    : 'waiting-for-connector';
  if (isTrue(f.end, 'Matched')) {
    const states = {
      silent: silent(f),
      found: cutOff(f) ?? ready('ready', changedAt(f.end, 'Matched')),
      none: waiting(isAlone),
    };
    return so(states[otherEnd(f)]);
  }
  const since = sinceOf(f.end, 'Matched');
  const lonely = notMatched(f);
  return lonely ? so(alone(f, since), lonely) : so(waiting(isAlone, { since }));
};
