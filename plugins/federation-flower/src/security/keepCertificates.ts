import {
  certificateFacts,
  CertificatePair,
  daysLeft,
  isKeyOf,
  isSignedBy,
  makeAuthority,
  makeServerCertificate,
  RENEW_DAYS,
} from './certificates';

/** What there is of a federation's certificates. @internal */
export interface Certificates {
  authority: CertificatePair;
  server: CertificatePair;
}

/** What the certificates must be. */
interface WantedCertificates {
  /** Name of the authority. */
  name: string;
  hosts: string[];
  now: Date;
}

/** Why a certificate that ends then must be renewed. @internal */
export function endsSoon(
  notAfter: string | undefined,
  now: Date,
): string | undefined {
  if (!notAfter) return undefined;
  const days = daysLeft(notAfter, now);
  const date = notAfter.slice(0, 10);
  if (days <= 0) return `it ended on ${date}`;
  return days < RENEW_DAYS ? `it ends on ${date}` : undefined;
}

/** Why a certificate that has these hosts must be renewed. @internal */
export function lacksHosts(
  has: string[],
  wanted: string[],
): string | undefined {
  const missing = wanted.filter(host => !has.includes(host));
  return missing.length ? `it does not name ${missing.join(', ')}` : undefined;
}

function whyNewAuthority(
  authority: CertificatePair,
  now: Date,
): string | undefined {
  const facts = certificateFacts(authority.certificate);
  if (!facts || !isKeyOf(authority)) return 'its authority cannot be used';
  const soon = endsSoon(facts.notAfter, now);
  return soon && `its authority must be renewed: ${soon}`;
}

function whyNewServer(
  server: CertificatePair,
  authority: CertificatePair,
  { hosts, now }: WantedCertificates,
): string | undefined {
  const facts = certificateFacts(server.certificate);
  if (!facts || !isKeyOf(server)) return 'it cannot be used';
  if (!isSignedBy(server.certificate, authority.certificate)) {
    return 'it was not signed by the federation’s authority';
  }
  return endsSoon(facts.notAfter, now) ?? lacksHosts(facts.hosts, hosts);
}

/**
 * The certificates as they shall be: those that there are, as long as they can be used, else new ones.
 *
 * @returns `renewed`: why there is a new one in place of an old one
 * @internal
 */
export async function keepCertificates(
  existing: Partial<Certificates>,
  wanted: WantedCertificates,
): Promise<Certificates & { renewed?: string }> {
  const { authority: old, server } = existing;
  const whyAuthority = old && whyNewAuthority(old, wanted.now);
  const authority =
    old && !whyAuthority ? old : await makeAuthority(wanted.name, wanted.now);
  const why =
    whyAuthority ?? (server && whyNewServer(server, authority, wanted));
  if (server && !why) return { authority, server };
  return {
    authority,
    server: await makeServerCertificate(wanted.hosts, authority, wanted.now),
    ...(server && why ? { renewed: why } : {}),
  };
}
