import { Finding } from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { Place } from '../targets';
import { finding, siteSubject, nameOf } from './build';

const FATAL = /Router start-up failed: (.*)$/gm;

/** The last start-up failure in a router's log. @internal */
export function startUpFailure(log: string | undefined): string | undefined {
  const all = [...(log ?? '').matchAll(FATAL)];
  return all[all.length - 1]?.[1];
}

/** What the texts mean; first match wins. */
const ROWS: {
  match: RegExp;
  because: string;
  explanation: string;
  remedy: string;
}[] = [
  {
    match: /Failed to configure TLS|sslProfile '[^']*' not found/,
    because: 'a certificate is missing or does not fit its key',
    explanation:
      'The router ends at once when a certificate of one of its links or listeners is missing, empty, or does not belong to its private key.',
    remedy:
      'Issue the site’s link again by adding the member again, so that its credentials are made anew.',
  },
  {
    match: /proxyProfile '[^']*' not found/,
    because: 'one of its links names a proxy that is not there',
    explanation:
      'The router ends at once when the settings of a link’s proxy are missing.',
    remedy: 'Delete that link, then add the member again.',
  },
  {
    match: /only allowed with router mode='interior'/,
    because: 'it is an edge site with links or link access of an interior one',
    explanation:
      'An edge router accepts no links, and links only to the port for edges. It ends at once when it is told otherwise.',
    remedy:
      'Delete the site, and run the template of the federation again: it makes an interior site.',
  },
  {
    match: /Invalid cost \((-?\d+)\)/,
    because: 'the cost of one of its links is out of range',
    explanation: 'A link’s cost is a whole number from 1 to 2147483647.',
    remedy: 'Set the cost of the site’s link to 1 or more.',
  },
  {
    match: /./,
    because: 'its configuration is refused',
    explanation:
      'The router ends at once when a part of its configuration is invalid, and is started again and again.',
    remedy:
      'Take back the last change of the site, its links, listeners or connectors.',
  },
];

/** Why a router ends as soon as it starts. @internal */
export function startFinding(
  place: Place,
  uid: string | undefined,
  pod: KubeObject,
  text: string,
): Finding {
  const row = ROWS.find(({ match }) => match.test(text)) ?? ROWS[0];
  return finding(
    'router-start-failed',
    'error',
    siteSubject(place, uid),
    `The router of ${nameOf(place)} cannot start: ${row.because}.`,
    row.explanation,
    [
      {
        kind: 'log',
        source: `${place.cluster}/${place.namespace} pod ${pod.metadata.name}`,
        text: `Router start-up failed: ${text}`.slice(0, 500),
      },
    ],
    row.remedy,
  );
}
