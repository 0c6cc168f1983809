import { changedAt, configuredError } from '../conditions';
import { USUAL } from '../facts/overdue';
import { SkupperListener } from '../types';
import { Diagnosis, Row, diagnose, down, so, waiting } from './build';
import {
  EndFacts,
  endHolds,
  findOfEnd,
  isSiteOverdue,
  ledElsewhere,
  matching,
  notMatched,
  otherEndMissed,
  unseen,
  withoutSite,
} from './endFacts';

/** What is known of a listener. @internal */
export interface ListenerFacts extends EndFacts<SkupperListener> {
  /** Whether its Service is there, when that is known. */
  service?: 'found' | 'missing';
}

const hostOf = ({ end }: ListenerFacts) => ({ host: end.spec?.host ?? '' });

/** The listener that has the same host and port, and that port. */
const TWICE = /^Listener (\S+) with host \S+ and port (\d+) already/;
const TAKEN = /^Service \S+ already exists in namespace$/;

function refused(f: ListenerFacts, error: string, since: string | undefined) {
  const twice = TWICE.exec(error);
  if (twice) {
    const params = { other: twice[1], port: twice[2] };
    return so(
      down('listener-duplicate', since, params),
      findOfEnd(f, 'listener-duplicate', 'Configured', { params }),
    );
  }
  return TAKEN.test(error)
    ? so(
        down('listener-service-taken', since, hostOf(f)),
        findOfEnd(f, 'listener-service-taken', 'Configured'),
      )
    : so(
        down('not-configured', since),
        findOfEnd(f, 'listener-not-configured', 'Configured'),
      );
}

function withoutService(f: ListenerFacts, since: string | undefined) {
  const { host = '', port } = f.end.spec ?? {};
  const isLate = f.overdue(since, USUAL.match) && isSiteOverdue(f, USUAL.match);
  if (!isLate) {
    return so(waiting('waiting-for-service'), notMatched(f));
  }
  const evidence = endHolds(
    f,
    `host ${host}, port ${port}; no Service of that name`,
  );
  return so(
    down('listener-service-missing', since, hostOf(f)),
    findOfEnd(f, 'listener-service-missing', evidence),
  );
}

const TABLE: Row<ListenerFacts>[] = [
  withoutSite,
  ledElsewhere,
  f => {
    const error = configuredError(f.end);
    return (
      error !== undefined && refused(f, error, changedAt(f.end, 'Configured'))
    );
  },
  unseen,
  f =>
    f.service === 'missing' &&
    withoutService(f, changedAt(f.end, 'Configured')),
  otherEndMissed,
  matching,
];

/** How a listener is, and why it does not work. @internal */
export function diagnoseListener(facts: ListenerFacts): Diagnosis {
  return diagnose(TABLE, facts);
}
