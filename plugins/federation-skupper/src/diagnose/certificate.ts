import { Finding } from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { conditionOf } from '../conditions';
import { certificateLinkName, linkCertificateName } from '../names';
import { LinkTarget } from '../objects';
import {
  addMemberAgain,
  conditionEvidence,
  finding,
  linkSubject,
} from './build';

/** What a Certificate's `Ready` can say; first match wins. */
const ROWS: {
  match: RegExp;
  cause: string;
  title(target: LinkTarget, found: RegExpMatchArray): string;
  explanation: string;
  remedy(target: LinkTarget, found: RegExpMatchArray): string;
}[] = [
  {
    match: /CA "(?:[^"/]*\/)?([^"]*)" not found/,
    cause: 'link-certificate-no-authority',
    title: (_, found) =>
      `The hub’s site has no certificate authority "${found[1]}".`,
    explanation:
      'The certificate of a link is signed by the authority of the hub’s site. That is a Secret, which was deleted, is not made yet, or never was.',
    remedy: ({ hub }, found) =>
      `Wait half a minute: the Skupper controller makes the authority of its own again. If "${found[1]}" is not its own, take it out of spec.defaultIssuer of the hub’s site in namespace "${hub.namespace}" of cluster "${hub.cluster}"; then add the member again.`,
  },
  {
    match: /secret exists but is not controlled by skupper/,
    cause: 'link-certificate-secret-taken',
    title: ({ member }) =>
      `The name of the certificate for ${member} is taken by another Secret.`,
    explanation:
      'A certificate is kept in a Secret of its name, and Skupper overwrites none that it did not make.',
    remedy: ({ hub, member }) =>
      `Delete Secret "${linkCertificateName(member)}" in namespace "${
        hub.namespace
      }" of cluster "${
        hub.cluster
      }" unless something needs it; then add the member again.`,
  },
];

/** Why the hub issues no certificate for a member's link. @internal */
export function certificateFindings(
  target: LinkTarget,
  certificate: KubeObject | undefined,
): Finding[] {
  const { hub, from, member, federation } = target;
  const object = certificate ?? {
    apiVersion: 'skupper.io/v2alpha1',
    kind: 'Certificate',
    metadata: { name: linkCertificateName(member) },
  };
  const message = conditionOf(object, 'Ready')?.message ?? '';
  const subject = linkSubject(
    `${from.cluster}/${from.namespace}/${certificateLinkName(hub.site)}`,
    member,
    'hub',
  );
  const evidence = [conditionEvidence(hub, object, 'Ready')];
  for (const row of ROWS) {
    const found = message.match(row.match);
    if (found) {
      return [
        finding(
          row.cause,
          'error',
          subject,
          row.title(target, found),
          row.explanation,
          evidence,
          addMemberAgain(federation, from, row.remedy(target, found)),
        ),
      ];
    }
  }
  return [
    finding(
      'link-certificate-not-issued',
      'error',
      subject,
      `The hub has not issued a certificate for ${member}.`,
      'The Skupper controller of the hub makes the certificate from the site’s own authority.',
      evidence,
      addMemberAgain(
        federation,
        from,
        `Check that the pod "skupper-controller" is running in cluster "${hub.cluster}", then add the member again.`,
      ),
    ),
  ];
}
