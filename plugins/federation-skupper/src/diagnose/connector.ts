import { Finding } from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import {
  conditionOf,
  configuredError,
  isCurrent,
  isTrue,
  isUnseen,
} from '../conditions';
import { isSelector } from '../selector';
import { SkupperConnector } from '../types';
import {
  Overdue,
  USUAL,
  conditionEvidence,
  finding,
  objectEvidence,
  serviceSubject,
  nameOf,
} from './build';
import { EndPlace, credentialsHint, withoutSite } from './serviceEnd';

const keyOf = (connector: SkupperConnector) =>
  connector.spec?.routingKey ?? connector.metadata.name;

/** Why a connector does not work. @internal */
export function connectorFindings(
  place: EndPlace,
  object: KubeObject,
  overdue: Overdue,
): Finding[] {
  const connector = object as SkupperConnector;
  const key = keyOf(connector);
  const error = configuredError(connector);
  if (error === 'No active site in namespace') {
    return withoutSite(place, object, key, overdue);
  }
  const target = withoutTarget(place, connector);
  if (target) return [target];
  if (error === 'No matches for selector' || hasNoPods(connector, overdue)) {
    return noPods(place, connector, error, overdue);
  }
  if (error) {
    return [
      finding(
        'connector-not-configured',
        'error',
        serviceSubject(key),
        `Connector "${key}" of ${nameOf(place)} is refused.`,
        'The Skupper controller cannot set it up, and says why.',
        [conditionEvidence(place, object, 'Configured')],
        `Delete connector "${connector.metadata.name}" in namespace "${place.namespace}" of cluster "${place.cluster}", and run the template of the federation again.`,
      ),
    ];
  }
  return notMatched(place, connector, overdue);
}

/** What is wrong with where a connector leads to, in words for a state. @internal */
export function targetProblem(connector: SkupperConnector): string | undefined {
  const { selector, host } = connector.spec ?? {};
  // The controller leaves a connector alone whose selector it cannot read.
  if (selector && isUnseen(connector) && !isSelector(selector)) {
    return 'Its selector is no label selector.';
  }
  return selector || host ? undefined : 'Its selector and host are empty.';
}

/** Skupper takes such connectors without a word, and serves nothing. */
function withoutTarget(
  place: EndPlace,
  connector: SkupperConnector,
): Finding | undefined {
  const { selector, host } = connector.spec ?? {};
  const key = keyOf(connector);
  const where = `connector "${connector.metadata.name}" in namespace "${place.namespace}" of cluster "${place.cluster}"`;
  if (!targetProblem(connector)) return undefined;
  if (selector) {
    return finding(
      'connector-selector-invalid',
      'error',
      serviceSubject(key),
      `The selector of connector "${key}" of ${nameOf(
        place,
      )} is no label selector.`,
      'The Skupper controller cannot read it, leaves the connector alone and says so only in its log.',
      [
        objectEvidence(
          place,
          { kind: 'Connector', name: connector.metadata.name },
          `spec.selector: ${selector}`,
        ),
      ],
      `Give ${where} a selector like "app=superlink,tier=backend".`,
    );
  }
  return finding(
    'connector-without-target',
    'error',
    serviceSubject(key),
    `Connector "${key}" of ${nameOf(
      place,
    )} leads nowhere: its selector and host are empty.`,
    'A connector hands connections to the pods that its selector matches, or to its host. Skupper 2.2 accepts empty ones.',
    [
      objectEvidence(
        place,
        { kind: 'Connector', name: connector.metadata.name },
        `spec.selector: "${selector ?? ''}", spec.host: "${host ?? ''}"`,
      ),
    ],
    `Give ${where} a selector or a host.`,
  );
}

/**
 * A selector without any pod leaves the status empty, or that of an earlier selector. When a spec was changed stands
 * nowhere, so the latter counts only where something has waited for it.
 */
function hasNoPods(connector: SkupperConnector, overdue: Overdue): boolean {
  if (!connector.spec?.selector) return false;
  if (isUnseen(connector)) return true;
  return !isCurrent(connector) && overdue(undefined, USUAL.match);
}

function noPods(
  place: EndPlace,
  connector: SkupperConnector,
  error: string | undefined,
  overdue: Overdue,
): Finding[] {
  const key = keyOf(connector);
  const since =
    conditionOf(connector, 'Configured')?.lastTransitionTime ??
    connector.metadata.creationTimestamp;
  if (!overdue(since, USUAL.match)) return [];
  const selector = connector.spec?.selector ?? '';
  return [
    finding(
      'connector-no-pods',
      'error',
      serviceSubject(key),
      `No ready pod stands behind connector "${key}" of ${nameOf(place)}.`,
      'A connector hands connections to the pods that its selector matches. None matches, or none is ready.',
      [
        error
          ? conditionEvidence(place, connector, 'Configured')
          : objectEvidence(
              place,
              { kind: 'Connector', name: connector.metadata.name },
              `spec.selector: ${selector}`,
            ),
      ],
      `Look at the pods with labels "${selector}" in namespace "${place.namespace}" of cluster "${place.cluster}": they are missing, or they do not become ready.`,
    ),
  ];
}

function notMatched(
  place: EndPlace,
  connector: SkupperConnector,
  overdue: Overdue,
): Finding[] {
  const key = keyOf(connector);
  const matched = conditionOf(connector, 'Matched');
  const since =
    matched?.lastTransitionTime ?? connector.metadata.creationTimestamp;
  if (isTrue(connector, 'Matched') || !overdue(since, USUAL.match)) return [];
  return [
    finding(
      'no-matching-listener',
      'warning',
      serviceSubject(key),
      `No site listens for "${key}".`,
      `A connector is used only when another site of the network has a listener with the same routing key.${credentialsHint(
        connector.spec?.tlsCredentials,
      )}`,
      [conditionEvidence(place, connector, 'Matched')],
      `Make a listener with routing key "${key}" on each member; the federation’s template does that.`,
    ),
  ];
}
