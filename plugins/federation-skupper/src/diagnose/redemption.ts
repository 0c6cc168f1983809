import {
  SkupperFinding,
  renderText,
  skupperTexts,
} from '@backstage-federation/plugin-federation-common';

/** The texts that the controller writes into an AccessToken's status, with what they mean; first match wins. */
const TABLE: [RegExp, SkupperFinding][] = [
  [/404 .*No such claim/, 'access-grant-expired.redemption'],
  [/404 .*No such access granted/, 'access-grant-used-up.redemption'],
  [/403 .*Redemption of access token refused/, 'access-token-wrong-code'],
  [/500 .*Corrupted claim/, 'access-grant-invalid.redemption'],
  [
    /500 .*(Could not resolve any endpoints|No valid endpoints found)/,
    'hub-no-link-access',
  ],
  [/500 .*Site not yet defined/, 'hub-site-missing'],
  [/500 .*Could not get issuer/, 'hub-issuer-missing'],
  [/Edge sites cannot accept/, 'hub-is-edge.redemption'],
  [
    /400 .*HTTP request to an HTTPS server|url scheme must be https/,
    'access-token-not-https',
  ],
  [
    /x509|failed to verify certificate|does not have a CA/,
    'grant-server-untrusted',
  ],
  [/connection refused/, 'grant-server-refused'],
  [/no such host|server misbehaving/, 'grant-server-unknown-host'],
  [
    /deadline exceeded|i\/o timeout|timed? ?out|no route to host|unreachable/i,
    'grant-server-unreachable',
  ],
  [/could not create received secret: .*already exists/, 'link-secret-exists'],
  [/could not create received link: .*already exists/, 'link-name-exists'],
  [/Already redeemed for a deleted site/, 'access-token-of-deleted-site'],
];

/** What a failed redemption means. @internal */
export interface RedemptionCause {
  cause: string;
  /** Id of its text. */
  text: SkupperFinding;
  /** Sentence about the cause. */
  title: string;
}

/**
 * What a redemption's message means.
 *
 * @param message - `status.message` of an AccessToken
 * @internal
 */
export function redemptionCause(message: string): RedemptionCause {
  const text =
    TABLE.find(([match]) => match.test(message))?.[1] ??
    'access-token-not-redeemed.said';
  const title = renderText(skupperTexts.findings[text].title, { message });
  return { cause: text.split('.')[0], text, title };
}
