import { MEMBER_TEMPLATE } from '@backstage-federation/plugin-federation-common';
import { guideSpec } from '../__fixtures__/objects';
import { linkTarget } from '../targets';
import { findOfIssue } from './token';

const evidence = { kind: 'object' as const, source: 'x', text: 'x' };

it.each([
  'access-grants-disabled',
  'grant-server-no-address',
  'access-token-not-redeemed',
] as const)(
  '%s offers the form that brings the member to a link by certificate, all else as it is',
  text => {
    const spec = guideSpec();
    const [member] = spec.members;
    const { remedy } = findOfIssue(linkTarget(spec, member), text, evidence);
    expect(remedy.text).toContain('ink mode "certificate"');
    expect(remedy.template).toEqual({
      ref: MEMBER_TEMPLATE,
      formData: {
        member: { cluster: member.cluster, namespace: member.namespace },
        linkMode: 'certificate',
      },
    });
  },
);

it('offers no other form for what another one mends', () => {
  const spec = guideSpec();
  const target = linkTarget(spec, spec.members[0]);
  const { remedy } = findOfIssue(target, 'access-grant-expired', evidence);
  expect(remedy.template?.ref).toBe('template:default/federation-reapply');
});
