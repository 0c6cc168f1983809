import {
  changedAt,
  configuredError,
  isCurrent,
  isUnseen,
  sinceOf,
} from '../conditions';
import { USUAL } from '../facts/overdue';
import { isSelector } from '../selector';
import { SkupperConnector } from '../types';
import { Diagnosis, Row, diagnose, down, so, waiting } from './build';
import {
  EndFacts,
  endHolds,
  findOfEnd,
  ledElsewhere,
  matching,
  notMatched,
  otherEndMissed,
  unseen,
  withoutSite,
} from './endFacts';

type Facts = EndFacts<SkupperConnector>;

/** That no pod stands behind the connector. */
function noPods(f: Facts) {
  if (!f.overdue(sinceOf(f.end, 'Configured'), USUAL.match)) return undefined;
  return findOfEnd(
    f,
    'connector-no-pods',
    configuredError(f.end)
      ? 'Configured'
      : endHolds(f, `spec.selector: ${f.end.spec?.selector ?? ''}`),
  );
}

const TABLE: Row<Facts>[] = [
  withoutSite,
  // The controller leaves a connector alone whose selector it cannot read.
  f => {
    const { selector } = f.end.spec ?? {};
    if (!selector || !isUnseen(f.end) || isSelector(selector)) return false;
    const evidence = endHolds(f, `spec.selector: ${selector}`);
    return so(
      down('connector-selector-invalid'),
      findOfEnd(f, 'connector-selector-invalid', evidence),
    );
  },
  // Skupper takes such connectors without a word, and serves nothing.
  f => {
    const { selector = '', host = '' } = f.end.spec ?? {};
    if (selector || host) return false;
    const evidence = endHolds(
      f,
      `spec.selector: "${selector}", spec.host: "${host}"`,
    );
    return so(
      down('connector-without-target'),
      findOfEnd(f, 'connector-without-target', evidence),
    );
  },
  ledElsewhere,
  // A selector without any pod leaves the status empty.
  f => {
    const isUnmatched =
      configuredError(f.end) === 'No matches for selector' ||
      (f.end.spec?.selector && isUnseen(f.end));
    const since = sinceOf(f.end, 'Configured');
    const lacking = noPods(f);
    return (
      isUnmatched &&
      so(
        lacking
          ? down('connector-no-pods', since)
          : waiting('waiting-for-pod', { since }),
        lacking,
      )
    );
  },
  unseen,
  f =>
    configuredError(f.end) &&
    so(
      down('not-configured', changedAt(f.end, 'Configured')),
      findOfEnd(f, 'connector-not-configured', 'Configured'),
    ),
  // Its last state is that of an earlier selector; a selector without pods is never taken up. When a spec was changed
  // stands nowhere, so only what has waited for it can tell.
  f =>
    f.end.spec?.selector &&
    !isCurrent(f.end) &&
    so(
      waiting('waiting-for-pod', { reason: 'connector-outdated' }),
      f.overdue(undefined, USUAL.match) ? noPods(f) : notMatched(f),
    ),
  otherEndMissed,
  matching,
];

/** How a connector is, and why it does not work. @internal */
export function diagnoseConnector(facts: Facts): Diagnosis {
  return diagnose(TABLE, facts);
}
