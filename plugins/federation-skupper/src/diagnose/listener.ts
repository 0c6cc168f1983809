import { Finding } from '@backstage-federation/plugin-federation-common';
import { conditionOf, configuredError } from '../conditions';
import { USUAL } from '../facts/overdue';
import { SkupperListener } from '../types';
import { Diagnosis, Row, diagnose, down, waiting } from './build';
import {
  EndFacts,
  LISTENER,
  endHolds,
  findOfEnd,
  isSiteOverdue,
  matching,
  notMatched,
  unseen,
  withoutSite,
} from './endFacts';

/** What is known of a listener. @internal */
export interface ListenerFacts extends EndFacts<SkupperListener> {
  /** Whether its Service is there, when that is known. */
  service?: 'found' | 'missing';
}

const configuredSince = ({ end }: ListenerFacts) =>
  conditionOf(end, 'Configured')?.lastTransitionTime;
const hostOf = ({ end }: ListenerFacts) => ({ host: end.spec?.host ?? '' });

/** The listener that has the same host and port, and that port. */
const TWICE = /^Listener (\S+) with host \S+ and port (\d+) already/;
const TAKEN = /^Service \S+ already exists in namespace$/;

function twiceOf({ end }: ListenerFacts) {
  const found = TWICE.exec(configuredError(end) ?? '');
  return found && { other: found[1], port: found[2] };
}

const hasNoService = (f: ListenerFacts) =>
  f.service === 'missing' &&
  f.overdue(configuredSince(f), USUAL.match) &&
  isSiteOverdue(f, USUAL.match);

function withoutService(f: ListenerFacts): Finding {
  const { host = '', port } = f.end.spec ?? {};
  return findOfEnd(
    f,
    'listener-service-missing',
    endHolds(f, `host ${host}, port ${port}; no Service of that name`),
  );
}

const TABLE: Row<ListenerFacts>[] = [
  ...withoutSite(LISTENER),
  {
    when: twiceOf,
    state: f => down('listener-duplicate', configuredSince(f), twiceOf(f)!),
    finds: f =>
      findOfEnd(f, 'listener-duplicate', 'Configured', { params: twiceOf(f)! }),
  },
  {
    when: ({ end }) => TAKEN.test(configuredError(end) ?? ''),
    state: f => down('listener-service-taken', configuredSince(f), hostOf(f)),
    finds: f => findOfEnd(f, 'listener-service-taken', 'Configured'),
  },
  {
    when: ({ end }) => configuredError(end),
    state: f => down('not-configured', configuredSince(f)),
    finds: f => findOfEnd(f, 'listener-not-configured', 'Configured'),
  },
  ...unseen(LISTENER),
  {
    when: hasNoService,
    state: f => down('listener-service-missing', configuredSince(f), hostOf(f)),
    finds: withoutService,
  },
  {
    when: f => f.service === 'missing',
    state: () => waiting('waiting-for-service'),
    finds: f => notMatched(f, LISTENER),
  },
  ...matching(LISTENER),
];

/** How a listener is, and why it does not work. @internal */
export function diagnoseListener(facts: ListenerFacts): Diagnosis {
  return diagnose(TABLE, facts);
}
