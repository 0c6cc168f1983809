/** What an error in a Site's `Configured` means. @internal */
export interface SiteError {
  cause:
    | 'second-site'
    | 'link-access-unsupported'
    | 'edge-ha'
    | 'site-leftovers'
    | 'controller-restarting'
    | 'site-not-configured';
  /** Whether waiting mends nothing. */
  permanent: boolean;
  /** What the error names. */
  found: string;
}

type Meaning = Pick<SiteError, 'cause'> & Partial<SiteError>;

/**
 * The errors that a Site's `Configured` can hold; first match wins. Those that are not permanent heal by themselves, e.g.
 * those of a Site that was deleted and made again without a pause.
 */
const TABLE: [RegExp, Meaning][] = [
  [
    /^An active site already exists in the namespace \((.*)\)/,
    { cause: 'second-site', permanent: true },
  ],
  [
    /^Unsupported value for LinkAccess: (.*)/,
    { cause: 'link-access-unsupported', permanent: true },
  ],
  [/^Edge sites cannot have HA/, { cause: 'edge-ha', permanent: true }],
  [/is not owned by skupper site/, { cause: 'site-leftovers' }],
  [/^\S+ "[^"]*" already exists$/, { cause: 'controller-restarting' }],
  [/^/, { cause: 'site-not-configured' }],
];

/** @internal */
export function siteError(message: string): SiteError {
  const [text, meaning] = TABLE.find(([match]) => match.test(message))!;
  return { permanent: false, found: text.exec(message)?.[1] ?? '', ...meaning };
}
