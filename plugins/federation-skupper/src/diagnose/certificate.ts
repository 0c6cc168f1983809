import {
  Finding,
  SkupperFinding,
} from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { conditionOf } from '../conditions';
import { linkCertificateName } from '../names';
import { LinkTarget } from '../objects';
import { SKUPPER_API } from '../resources';
import { conditionEvidence } from './build';
import { findOfIssue } from './token';

/** What a Certificate's `Ready` can say; first match wins. */
const TABLE: [RegExp, SkupperFinding][] = [
  [/CA "(?:[^"/]*\/)?([^"]*)" not found/, 'link-certificate-no-authority'],
  [
    /secret exists but is not controlled by skupper/,
    'link-certificate-secret-taken',
  ],
  [/^/, 'link-certificate-not-issued'],
];

/** Why the hub issues no certificate for a member's link. @internal */
export function certificateFindings(
  target: LinkTarget,
  certificate: KubeObject | undefined,
): Finding[] {
  const name = linkCertificateName(target.member);
  const object = certificate ?? {
    apiVersion: SKUPPER_API,
    kind: 'Certificate',
    metadata: { name },
  };
  const message = conditionOf(object, 'Ready')?.message ?? '';
  const [match, text] = TABLE.find(([says]) => says.test(message))!;
  const authority = match.exec(message)?.[1] ?? '';
  return [
    findOfIssue(target, text, conditionEvidence(target.hub, object, 'Ready'), {
      params: { authority, certificate: name },
    }),
  ];
}
