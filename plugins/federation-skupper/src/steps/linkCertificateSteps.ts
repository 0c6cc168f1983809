import { kube } from '@backstage-federation/kubernetes-clusters';
import {
  PlanStep,
  StepInput,
} from '@backstage-federation/plugin-federation-node';
import { conditionOf } from '../conditions';
import { certificateFindings } from '../diagnose/certificate';
import {
  TOUCHED_ANNOTATION,
  groupLinkName,
  linkCertificateName,
} from '../names';
import {
  LinkTarget,
  certificateLinkObjects,
  certificateObject,
  credentialsName,
  linkSecretObject,
} from '../objects';
import { skupperTypes } from '../resources';
import { SkupperSite } from '../types';
import { Leftovers } from './linkDecision';
import { linkKey, replacedSteps } from './linkTokenSteps';

/** As long as `skupper link generate` waits. */
const CERTIFICATE_TIMEOUT_MS = 60_000;

/** Both Sites, whose UIDs and endpoints are known only at run time. */
function siteInputs(target: LinkTarget): Record<string, StepInput> {
  const { hub, from } = target;
  const input = (place: LinkTarget['hub']): StepInput => ({
    cluster: place.cluster,
    key: {
      type: skupperTypes.site,
      namespace: place.namespace,
      name: place.site,
    },
  });
  return { hubSite: input(hub), memberSite: input(from) };
}

/**
 * Links a member by certificate, as `skupper link generate` does: Certificate on the hub, its Secret and one Link per
 * endpoint group on the member. Needs the right to read that Secret, and no grant server.
 *
 * @param old - what goes as soon as the new Link and its credentials are there
 * @internal
 */
export function certificateSteps(
  target: LinkTarget,
  dependsOn: string[],
  old: Leftovers,
): PlanStep[] {
  const { member, hub, from } = target;
  const certificate = linkCertificateName(member);
  const removeOld = replacedSteps(target, old, `${member}/link/create`);
  const secretKey = {
    type: kube.secret,
    namespace: hub.namespace,
    name: certificate,
  };
  return [
    {
      kind: 'transfer',
      id: `${member}/link/certificate`,
      title: `${member}: create link certificate on the hub`,
      cluster: hub.cluster,
      dependsOn,
      inputs: siteInputs(target),
      objects: inputs => [
        certificateObject(
          target,
          inputs.hubSite as SkupperSite,
          inputs.memberSite as SkupperSite,
        ),
      ],
      labels: true,
      produces: [
        {
          type: skupperTypes.certificate,
          namespace: hub.namespace,
          name: certificate,
        },
      ],
    },
    {
      kind: 'until',
      id: `${member}/link/certificate-ready`,
      title: `${member}: link certificate issued`,
      cluster: hub.cluster,
      dependsOn: [`${member}/link/certificate`],
      watches: {
        certificate: {
          cluster: hub.cluster,
          type: skupperTypes.certificate,
          namespace: hub.namespace,
          name: certificate,
        },
      },
      predicate: objects => {
        // The controller writes the Secret first, so nobody has to watch Secrets.
        const ready = conditionOf(objects.certificate?.[0], 'Ready');
        if (ready?.status === 'True') {
          return { state: 'done', message: 'certificate issued' };
        }
        return {
          state: 'waiting',
          message: ready?.message
            ? ready.message
            : 'waiting for the Skupper controller to issue the certificate',
        };
      },
      timeoutMs: CERTIFICATE_TIMEOUT_MS,
      explain: objects => certificateFindings(target, objects.certificate?.[0]),
    },
    {
      kind: 'transfer',
      id: `${member}/link/create`,
      title: `${member}: create link and credentials`,
      cluster: from.cluster,
      dependsOn: [`${member}/link/certificate-ready`],
      inputs: {
        ...siteInputs(target),
        secret: { cluster: hub.cluster, key: secretKey },
      },
      objects: inputs => [
        linkSecretObject(
          target,
          inputs.secret,
          inputs.memberSite as SkupperSite,
        ),
        ...certificateLinkObjects(
          target,
          inputs.hubSite as SkupperSite,
          inputs.memberSite as SkupperSite,
        ),
      ],
      labels: true,
      produces: [
        {
          type: kube.secret,
          namespace: from.namespace,
          name: credentialsName(target),
        },
        linkKey(target, groupLinkName(credentialsName(target))),
      ],
    },
    ...removeOld,
    touchCertificateLink(target, [
      `${member}/link/create`,
      ...removeOld.map(({ id }) => id),
    ]),
  ];
}

/**
 * The controller drops the first event of a new Link and looks again only at its next resync, up to 30 s later; any
 * second write ends the wait. The whole Link is applied, since server-side apply removes what its manager leaves out.
 *
 * @internal
 */
export function touchCertificateLink(
  target: LinkTarget,
  dependsOn: string[],
): PlanStep {
  return {
    kind: 'transfer',
    id: `${target.member}/link/touch`,
    title: `${target.member}: make the Skupper controller see the link`,
    cluster: target.from.cluster,
    dependsOn,
    inputs: siteInputs(target),
    objects: inputs =>
      certificateLinkObjects(
        target,
        inputs.hubSite as SkupperSite,
        inputs.memberSite as SkupperSite,
        { [TOUCHED_ANNOTATION]: 'true' },
      ),
    produces: [linkKey(target, groupLinkName(credentialsName(target)))],
  };
}
