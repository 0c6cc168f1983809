import { SuperLinkFacts } from '../facts/context';
import { flowerProfile } from '../profiles';
import { daysLeft, RENEW_DAYS } from '../security/certificates';
import { apiSays, Claim, Row } from './diagnosis';

const claim = (
  { spec: { hub } }: SuperLinkFacts,
  cause: string,
  text: string,
  more: Partial<Claim> = {},
): Claim => ({
  cause: `superlink-certificate-${cause}`,
  severity: 'error',
  evidence: [
    apiSays(
      `${hub.cluster}/${hub.namespace} certificate that the SuperLink shows`,
      text,
    ),
  ],
  ...more,
});

/** What is wrong with the certificate that the SuperLink shows. @internal */
export const certificateNotes: Row<SuperLinkFacts, Claim>[] = [
  facts => {
    const certificate = facts.control?.certificate;
    if (!certificate || certificate.trusted) return false;
    const { fingerprint, hosts } = certificate;
    return claim(
      facts,
      'untrusted',
      `sha256 ${fingerprint}, names ${hosts.join(', ')}`,
    );
  },
  facts => {
    const certificate = facts.control?.certificate;
    if (!certificate?.trusted) return false;
    const { notAfter } = certificate;
    const days = daysLeft(notAfter, facts.now);
    const text = `valid until ${notAfter}`;
    const params = { date: notAfter.slice(0, 10) };
    if (days <= 0) return claim(facts, 'expired', text, { params });
    return (
      days < RENEW_DAYS &&
      claim(facts, 'expires-soon', text, { params, severity: 'warning' })
    );
  },
  facts => {
    const { spec, control } = facts;
    const certificate = control?.certificate;
    // From then on the SuperLink's own SuperExec speaks TLS with it.
    const dialsItself =
      flowerProfile(spec.workload.version).control.protocol === 'http';
    if (!certificate?.trusted || !dialsItself) return false;
    const { hosts } = certificate;
    return (
      !hosts.includes('127.0.0.1') &&
      claim(facts, 'loopback', `names ${hosts.join(', ') || 'no host'}`)
    );
  },
];
