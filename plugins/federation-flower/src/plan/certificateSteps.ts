import {
  FlowerFederationSpec,
  FlowerMemberSpec,
} from '@backstage-federation/plugin-federation-common';
import { kube, KubeObject } from '@backstage-federation/kubernetes-clusters';
import {
  CallStep,
  Observed,
  PlanStep,
} from '@backstage-federation/plugin-federation-node';
import {
  AUTHORITY_CONFIG_MAP,
  AUTHORITY_SECRET,
  HOSTS_ANNOTATION,
  NOT_AFTER_ANNOTATION,
  SUPERLINK_TLS_SECRET,
} from '../names';
import {
  authorityConfigMap,
  authoritySecret,
  secretText,
  superLinkTlsSecret,
} from '../objects/credentialObjects';
import { CertificatePair } from '../security/certificates';
import {
  endsSoon,
  keepCertificates,
  lacksHosts,
} from '../security/keepCertificates';
import { superLinkHosts } from '../security/superLinkHosts';
import { flowerSteps } from './stepIds';
import { authorityIn, authorityInput } from './superLinkAccess';

function pairIn(secret: KubeObject | undefined): CertificatePair | undefined {
  return (
    secret && {
      certificate: secretText(secret, 'tls.crt') ?? '',
      key: secretText(secret, 'tls.key') ?? '',
    }
  );
}

/** Why a certificate that is there will be renewed, as far as that shows without reading it. */
function whyRenew(
  spec: FlowerFederationSpec,
  observed: Observed | undefined,
  now: Date,
): string | undefined {
  const { cluster, namespace } = spec.hub;
  const annotations = (name: string) =>
    observed?.clusters[cluster]?.objects.find(
      ({ kind, metadata }) =>
        kind === 'Secret' &&
        metadata.namespace === namespace &&
        metadata.name === name,
    )?.metadata.annotations;
  const server = annotations(SUPERLINK_TLS_SECRET);
  if (!server) return undefined;
  return (
    endsSoon(annotations(AUTHORITY_SECRET)?.[NOT_AFTER_ANNOTATION], now) ??
    endsSoon(server[NOT_AFTER_ANNOTATION], now) ??
    lacksHosts(
      (server[HOSTS_ANNOTATION] ?? '').split(','),
      superLinkHosts(spec),
    )
  );
}

/**
 * The authority of the federation and the SuperLink's certificate: made once, kept, and renewed only when they end soon
 * or must name another host. Nothing without TLS.
 *
 * @internal
 */
export function certificateSteps(
  spec: FlowerFederationSpec,
  options: { observed?: Observed; dependsOn?: string[]; now?: () => Date } = {},
): CallStep[] {
  if (spec.workload.security === 'insecure') return [];
  const { cluster, namespace } = spec.hub;
  const now = options.now ?? (() => new Date());
  const secret = (name: string) => ({ type: kube.secret, namespace, name });
  const why = whyRenew(spec, options.observed, now());
  return [
    {
      kind: 'call',
      id: flowerSteps.certificates,
      title: why
        ? `hub: renew the SuperLink's certificate, as ${why}`
        : 'hub: certificate of the SuperLink',
      cluster,
      dependsOn: options.dependsOn ?? [flowerSteps.hubNamespace],
      inputs: {
        authority: { cluster, key: secret(AUTHORITY_SECRET) },
        server: { cluster, key: secret(SUPERLINK_TLS_SECRET) },
      },
      async call({ authority, server }) {
        const kept = await keepCertificates(
          { authority: pairIn(authority), server: pairIn(server) },
          { name: spec.name, hosts: superLinkHosts(spec), now: now() },
        );
        const ca = kept.authority.certificate;
        return {
          objects: [
            authoritySecret(spec, kept.authority),
            superLinkTlsSecret(spec, kept.server, ca),
            authorityConfigMap(spec, { namespace }, ca),
          ],
          ...(kept.renewed ? { message: `renewed: ${kept.renewed}` } : {}),
        };
      },
      produces: [
        secret(AUTHORITY_SECRET),
        secret(SUPERLINK_TLS_SECRET),
        { type: kube.configMap, namespace, name: AUTHORITY_CONFIG_MAP },
      ],
    },
  ];
}

/** Gives a member the certificate of the authority, and nothing secret. @internal */
export function memberAuthoritySteps(
  spec: FlowerFederationSpec,
  member: Pick<FlowerMemberSpec, 'name' | 'cluster' | 'namespace'>,
  dependsOn: string[],
): PlanStep[] {
  if (spec.workload.security === 'insecure') return [];
  const { name, cluster, namespace } = member;
  return [
    {
      kind: 'call',
      id: flowerSteps.authority(name),
      title: `${name}: certificate of the authority`,
      cluster,
      dependsOn: [...dependsOn, flowerSteps.certificates],
      inputs: { authority: authorityInput(spec.hub) },
      async call({ authority }) {
        const ca = authorityIn(authority);
        return ca
          ? {
              objects: [
                authorityConfigMap(spec, { namespace, member: name }, ca),
              ],
            }
          : {
              missing: `the hub has no ConfigMap ${AUTHORITY_CONFIG_MAP}: its SuperLink was made without TLS`,
            };
      },
      produces: [authorityInput(member).key],
    },
  ];
}
