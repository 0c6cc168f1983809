import { SuperLinkFacts } from '../facts/context';
import {
  apiSays,
  Claim,
  down,
  ready,
  Row,
  starting,
  unknown,
} from './diagnosis';

/** Why the Control API cannot be asked; a certificate that is not trusted, or not there, has a finding of its own. */
function silent(facts: SuperLinkFacts): Claim | undefined {
  const { spec, control, cluster, namespace } = facts;
  if (control?.state !== 'failed') return undefined;
  const { reason, since, certificate } = control;
  if (certificate && !certificate.trusted) return undefined;
  if (facts.authorityMissing && /has no ConfigMap/.test(reason)) {
    return undefined;
  }
  const claim = (cause: string, more: Partial<Claim> = {}): Claim => ({
    cause,
    severity: 'error',
    evidence: [
      apiSays(`${cluster}/${namespace} SuperLink Control API`, reason, since),
    ],
    ...more,
  });
  if (/does not speak TLS/.test(reason)) return claim('superlink-without-tls');
  if (/does not speak|makes no sense/.test(reason)) {
    const { version } = spec.workload;
    return claim('control-api-other-release', { params: { version } });
  }
  return claim('control-api-silent', { severity: 'warning' });
}

/** Whether the SuperLink's Control API answers. One always holds. @internal */
export const controlApiRows: Row<SuperLinkFacts>[] = [
  ({ pod }) =>
    !pod?.ready && { state: unknown('control-api-without-superlink') },
  ({ control }) => !control && { state: starting('control-api-not-asked') },
  facts =>
    facts.control?.state === 'failed' && {
      state: {
        ...down(undefined, { since: facts.control.since }),
        reason: facts.control.reason,
      },
      finding: silent(facts),
    },
  ({ gone: count }) => ({
    state: count
      ? ready(
          count === 1
            ? 'control-api-lists-ended.one'
            : 'control-api-lists-ended',
          { params: { count } },
        )
      : ready(),
  }),
];
