import {
  conditionOf,
  configuredError,
  isCurrent,
  isUnseen,
} from '../conditions';
import { USUAL } from '../facts/overdue';
import { isSelector } from '../selector';
import { SkupperConnector } from '../types';
import { Diagnosis, Row, diagnose, down, waiting } from './build';
import {
  CONNECTOR,
  EndFacts,
  endHolds,
  endSince,
  findOfEnd,
  matching,
  notMatched,
  unseen,
  withoutSite,
} from './endFacts';

type Facts = EndFacts<SkupperConnector>;

const arePodsOverdue = (f: Facts) =>
  f.overdue(endSince(f, 'Configured'), USUAL.match);

/** That no pod stands behind the connector. */
function noPods(f: Facts) {
  if (!arePodsOverdue(f)) return undefined;
  return findOfEnd(
    f,
    'connector-no-pods',
    configuredError(f.end)
      ? 'Configured'
      : endHolds(f, `spec.selector: ${f.end.spec?.selector ?? ''}`),
  );
}

const TABLE: Row<Facts>[] = [
  ...withoutSite(CONNECTOR),
  {
    // The controller leaves a connector alone whose selector it cannot read.
    when: ({ end }) =>
      end.spec?.selector && isUnseen(end) && !isSelector(end.spec.selector),
    state: () => down('connector-selector-invalid'),
    finds: f =>
      findOfEnd(
        f,
        'connector-selector-invalid',
        endHolds(f, `spec.selector: ${f.end.spec?.selector}`),
      ),
  },
  {
    // Skupper takes such connectors without a word, and serves nothing.
    when: ({ end }) => !end.spec?.selector && !end.spec?.host,
    state: () => down('connector-without-target'),
    finds: f => {
      const { selector = '', host = '' } = f.end.spec ?? {};
      return findOfEnd(
        f,
        'connector-without-target',
        endHolds(f, `spec.selector: "${selector}", spec.host: "${host}"`),
      );
    },
  },
  {
    // A selector without any pod leaves the status empty.
    when: ({ end }) =>
      configuredError(end) === 'No matches for selector' ||
      (end.spec?.selector && isUnseen(end)),
    state: f => {
      const since = endSince(f, 'Configured');
      return arePodsOverdue(f)
        ? down('connector-no-pods', since)
        : waiting('waiting-for-pod', { since });
    },
    finds: noPods,
  },
  ...unseen(CONNECTOR),
  {
    when: ({ end }) => configuredError(end),
    state: f =>
      down(
        'not-configured',
        conditionOf(f.end, 'Configured')?.lastTransitionTime,
      ),
    finds: f => findOfEnd(f, 'connector-not-configured', 'Configured'),
  },
  {
    // Its last state is that of an earlier selector; a selector without pods is never taken up. When a spec was changed
    // stands nowhere, so only what has waited for it can tell.
    when: ({ end }) => end.spec?.selector && !isCurrent(end),
    state: () => waiting('waiting-for-pod', { reason: 'connector-outdated' }),
    finds: f =>
      f.overdue(undefined, USUAL.match) ? noPods(f) : notMatched(f, CONNECTOR),
  },
  ...matching(CONNECTOR),
];

/** How a connector is, and why it does not work. @internal */
export function diagnoseConnector(facts: Facts): Diagnosis {
  return diagnose(TABLE, facts);
}
