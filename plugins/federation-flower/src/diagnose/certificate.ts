import {
  FederationSpec,
  Finding,
  FindingSubject,
} from '@backstage-federation/plugin-federation-common';
import { ControlReading } from '@backstage-federation/plugin-federation-node';
import { flowerProfile } from '../profiles';
import { daysLeft, RENEW_DAYS } from '../security/certificates';

const AGAIN = 'Apply the federation again: it renews the certificate.';

function validity(
  notAfter: string,
  now: Date,
): Pick<Finding, 'cause' | 'severity' | 'title' | 'explanation'> | undefined {
  const days = daysLeft(notAfter, now);
  const date = notAfter.slice(0, 10);
  if (days <= 0) {
    return {
      cause: 'superlink-certificate-expired',
      severity: 'error',
      title: `The SuperLink’s certificate ended on ${date}.`,
      explanation:
        'SuperNodes that are connected stay so; none can connect or reconnect.',
    };
  }
  return days < RENEW_DAYS
    ? {
        cause: 'superlink-certificate-expires-soon',
        severity: 'warning',
        title: `The SuperLink’s certificate ends on ${date}.`,
        explanation: 'After that day no SuperNode can connect or reconnect.',
      }
    : undefined;
}

/** What is wrong with the certificate that the SuperLink shows. @internal */
export function certificateFindings(
  spec: FederationSpec,
  subject: FindingSubject,
  control: ControlReading | undefined,
  now: Date,
): Finding[] {
  const certificate = control?.certificate;
  if (!certificate) return [];
  const source = `${spec.hub.cluster}/${spec.hub.namespace} certificate that the SuperLink shows`;
  const of = (
    finding: Pick<Finding, 'cause' | 'severity' | 'title' | 'explanation'>,
    text: string,
    remedy: string = AGAIN,
  ): Finding => ({
    ...finding,
    subject,
    evidence: [{ kind: 'api', source, text }],
    remedy: { text: remedy },
  });
  if (!certificate.trusted) {
    return [
      of(
        {
          cause: 'superlink-certificate-untrusted',
          severity: 'error',
          title:
            'The SuperLink’s certificate was not signed by the federation’s authority.',
          explanation:
            'SuperNodes refuse it, and nothing is asked of a SuperLink that cannot show who it is. Its Secret was replaced, or its pod has not restarted since the certificate was renewed.',
        },
        `sha256 ${certificate.fingerprint}, names ${certificate.hosts.join(
          ', ',
        )}`,
        'Apply the federation again. If it says that another manager holds the Secret, let it take the fields over.',
      ),
    ];
  }
  const ends = validity(certificate.notAfter, now);
  // From then on the SuperLink's own SuperExec speaks TLS with it.
  const dialsItself =
    flowerProfile(spec.workload.version).control.protocol === 'http';
  return [
    ...(ends ? [of(ends, `valid until ${certificate.notAfter}`)] : []),
    ...(dialsItself && !certificate.hosts.includes('127.0.0.1')
      ? [
          of(
            {
              cause: 'superlink-certificate-loopback',
              severity: 'error',
              title:
                'Runs will stay pending: the SuperLink’s certificate does not name 127.0.0.1.',
              explanation:
                'Since Flower 1.37 the SuperLink’s own helper, which starts runs, dials it at 127.0.0.1 by TLS. It ends without this name, and nothing starts it again.',
            },
            `names ${certificate.hosts.join(', ') || 'no host'}`,
          ),
        ]
      : []),
  ];
}
