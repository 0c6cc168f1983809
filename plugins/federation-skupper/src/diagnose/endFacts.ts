import {
  Evidence,
  Finding,
  FindingSeverity,
  SkupperFinding,
  TextParams,
} from '@backstage-federation/plugin-federation-common';
import { conditionOf, configuredError, isTrue, isUnseen } from '../conditions';
import { Overdue, USUAL } from '../facts/overdue';
import { NetworkStatus, sitesWith } from '../networkStatus';
import { SkupperConnector, SkupperListener, SkupperSite } from '../types';
import {
  Row,
  conditionEvidence,
  down,
  finding,
  nameOf,
  objectEvidence,
  ready,
  state,
  waiting,
} from './build';

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
}

/** What is known of a connector or listener. @internal */
export interface EndFacts<End = SkupperConnector | SkupperListener> {
  place: EndPlace;
  end: End;
  /** Since when the federation's spec is as it is. */
  wantedSince?: string;
  overdue: Overdue;
}

/** Names of an end and its counterpart in texts. */
interface Role {
  is: 'connector' | 'listener';
  other: 'connectors' | 'listeners';
  /** While none is known at the other end. */
  lonely: 'waiting-for-listener' | 'waiting-for-connector';
}

/** @internal */
export const CONNECTOR: Role = {
  is: 'connector',
  other: 'listeners',
  lonely: 'waiting-for-listener',
};

/** @internal */
export const LISTENER: Role = {
  is: 'listener',
  other: 'connectors',
  lonely: 'waiting-for-connector',
};

const keyOf = ({ end }: EndFacts) => end.spec?.routingKey ?? end.metadata.name;

/** @internal */
export function findOfEnd(
  f: EndFacts,
  text: SkupperFinding,
  evidence: Evidence | 'Configured' | 'Matched',
  more: { severity?: FindingSeverity; params?: TextParams } = {},
): Finding {
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
  return finding(
    { subject: { kind: 'service', id: key, label: `Service ${key}` }, params },
    text,
    [
      typeof evidence === 'string'
        ? conditionEvidence(place, end, evidence)
        : evidence,
    ],
    more,
  );
}

/** What the end's object holds, as evidence. @internal */
export const endHolds = ({ place, end }: EndFacts, text: string): Evidence =>
  objectEvidence(place, end.kind, end.metadata.name, text);

/** Since when a condition is as it is: it, or the end. @internal */
export function endSince({ end }: EndFacts, type: string): string | undefined {
  return (
    conditionOf(end, type)?.lastTransitionTime ?? end.metadata.creationTimestamp
  );
}

/** Whether the site there takes longer than usual to be seen, or does not exist. @internal */
export function isSiteOverdue(
  { place, overdue }: EndFacts,
  usualMs: number,
): boolean {
  const { site } = place;
  return !site || overdue(site.metadata.creationTimestamp, usualMs);
}

/** `No active site in namespace`: there is none, or the controller has not seen it. @internal */
export const withoutSite = ({ is }: Role): Row<EndFacts>[] => {
  const hasNone = ({ end }: EndFacts) =>
    configuredError(end) === 'No active site in namespace';
  const since = ({ end }: EndFacts) =>
    conditionOf(end, 'Configured')?.lastTransitionTime;
  return [
    {
      when: f => hasNone(f) && !f.place.site,
      state: f =>
        f.overdue(f.wantedSince, USUAL.plan)
          ? down('no-site', since(f))
          : waiting('waiting-for-site', { since: since(f) }),
      finds: f => findOfEnd(f, `service-without-site.${is}`, 'Configured'),
    },
    {
      // A site that has just been made is seen by its ends at the controller's next resync.
      when: f => hasNone(f) && !isSiteOverdue(f, USUAL.controller),
      state: f => waiting('starting', { since: since(f) }),
    },
    {
      when: hasNone,
      state: f => down('end-not-seen', since(f)),
      finds: f => findOfEnd(f, `controller-not-reacting.${is}`, 'Configured'),
    },
  ];
};

/** The controller has never looked at the end. @internal */
export const unseen = ({ is }: Role): Row<EndFacts>[] => {
  const created = ({ end }: EndFacts) => end.metadata.creationTimestamp;
  return [
    {
      when: f => isUnseen(f.end) && f.overdue(created(f), USUAL.controller),
      state: f => down('end-not-seen', created(f)),
      finds: f => findOfEnd(f, `controller-not-reacting.${is}`, 'Configured'),
    },
    {
      when: f => isUnseen(f.end),
      state: f => waiting('starting', { since: created(f) }),
    },
  ];
};

/** That the end has found no counterpart for longer than usual. @internal */
export function notMatched(f: EndFacts, { is }: Role): Finding | undefined {
  if (
    isTrue(f.end, 'Matched') ||
    !f.overdue(endSince(f, 'Matched'), USUAL.match)
  )
    return undefined;
  const cause =
    is === 'connector' ? 'no-matching-listener' : 'no-matching-connector';
  return findOfEnd(
    f,
    f.end.spec?.tlsCredentials ? `${cause}.secret` : cause,
    'Matched',
    { severity: is === 'connector' ? 'warning' : 'error' },
  );
}

/**
 * What the network status says of a key's other end; `silent`: the router does not report. `Matched` stays when the
 * network status loses a record, so it is not believed alone.
 */
function otherEnd(f: EndFacts, { other }: Role): 'found' | 'none' | 'silent' {
  const { site, networkStatus } = f.place;
  const reports = networkStatus?.siteStatus.some(
    s => s.site.identity === site?.metadata.uid,
  );
  if (!reports) return 'silent';
  const key = f.end.spec?.routingKey ?? '';
  return sitesWith(networkStatus, other, key).length ? 'found' : 'none';
}

/** Whether the end has found its counterpart. @internal */
export const matching = (role: Role): Row<EndFacts>[] => {
  const isMatched = ({ end }: EndFacts) => isTrue(end, 'Matched');
  const isSilent = (f: EndFacts) =>
    isMatched(f) && otherEnd(f, role) === 'silent';
  return [
    {
      // Ready is said, and the router does not report: right after a re-creation, or because it has stopped.
      when: f => isSilent(f) && f.place.site && isSiteOverdue(f, USUAL.match),
      state: f =>
        state('unknown', 'unknown', {
          reason: 'end-not-reported',
          params: { name: f.place.label },
        }),
    },
    {
      when: isSilent,
      state: f =>
        waiting('waiting-for-router', {
          since: f.place.site?.metadata.creationTimestamp,
        }),
    },
    {
      when: f => isMatched(f) && otherEnd(f, role) === 'found',
      state: f =>
        ready('ready', conditionOf(f.end, 'Matched')?.lastTransitionTime),
    },
    { when: isMatched, state: () => waiting(role.lonely) },
    {
      when: f => f.overdue(endSince(f, 'Matched'), USUAL.match),
      state: f => {
        const since = endSince(f, 'Matched');
        return role.is === 'connector'
          ? state('degraded', 'degraded', {
              reason: 'no-matching-listener',
              since,
            })
          : down('no-matching-connector', since);
      },
      finds: f => notMatched(f, role),
    },
    {
      when: () => true,
      state: f => waiting(role.lonely, { since: endSince(f, 'Matched') }),
    },
  ];
};
