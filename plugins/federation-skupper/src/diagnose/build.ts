import {
  Evidence,
  Finding,
  FindingSeverity,
  FindingSubject,
  Remedy,
} from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { conditionOf } from '../conditions';
import { Place } from '../targets';

/**
 * Whether something takes longer than usual.
 *
 * @param since - ISO 8601 time since when; unknown counts as just now
 * @param usualMs - how long it usually takes at most
 * @internal
 */
export type Overdue = (since: string | undefined, usualMs: number) => boolean;

/** How long things usually take at most, in milliseconds (measured, with room). @internal */
export const USUAL = {
  /** The controller writes a first status within a second; its resync is 30 s. */
  controller: 60_000,
  /** Errors of restarts and re-creations heal with the next resync at the latest. */
  heal: 30_000,
  /** A router pod needs its image. */
  router: 120_000,
  /** The router's init container gives up after about a minute without its Secrets. */
  credentials: 60_000,
  /** A load balancer needs its address. */
  address: 120_000,
  /** A new Link is looked at within 30 s, and connects within some more. */
  link: 60_000,
  /** The router tries every 5 s. */
  firstTries: 15_000,
  /** Connectors and listeners find each other within seconds after link and pods are there. */
  match: 60_000,
  /** The steps of a plan before an object is made. */
  plan: 600_000,
} as const;

/** Overdue as seen at a point in time. @internal */
export function overdueAt(now: Date): Overdue {
  return (since, usualMs) =>
    since !== undefined && now.getTime() - Date.parse(since) > usualMs;
}

/** After a time-out everything that is not done is overdue. @internal */
export const always: Overdue = () => true;

/** Whose something is, in a sentence: `the hub`, `west`. @internal */
export function nameOf({ label }: { label: string }): string {
  return label === 'hub' ? 'the hub' : label;
}

/** @internal */
export function siteSubject(place: Place, uid?: string): FindingSubject {
  return {
    kind: 'site',
    id: uid || `${place.cluster}/${place.namespace}/${place.site}`,
    label: place.label === 'hub' ? 'Site hub' : `Site ${place.label}`,
  };
}

/** @internal */
export function linkSubject(
  id: string,
  from: string,
  to: string,
): FindingSubject {
  return { kind: 'link', id, label: `Link ${from} → ${to}` };
}

/** @internal */
export function serviceSubject(routingKey: string): FindingSubject {
  return { kind: 'service', id: routingKey, label: `Service ${routingKey}` };
}

/** Where an object stands, for evidence: `west/retail Link link-hub`. @internal */
export function sourceOf(
  place: { cluster: string; namespace: string },
  object: { kind: string; name: string },
): string {
  return `${place.cluster}/${place.namespace} ${object.kind} ${object.name}`;
}

/** A condition as evidence. @internal */
export function conditionEvidence(
  place: { cluster: string; namespace: string },
  object: KubeObject,
  type: string,
): Evidence {
  const condition = conditionOf(object, type);
  return {
    kind: 'condition',
    source: `${sourceOf(place, {
      kind: object.kind,
      name: object.metadata.name,
    })} condition ${type}`,
    text: condition?.message ?? 'The controller has not written it.',
    ...(condition?.lastTransitionTime
      ? { at: condition.lastTransitionTime }
      : {}),
  };
}

/** The object itself as evidence. @internal */
export function objectEvidence(
  place: { cluster: string; namespace: string },
  object: { kind: string; name: string },
  text: string,
): Evidence {
  return { kind: 'object', source: sourceOf(place, object), text };
}

/** @internal */
export function finding(
  cause: string,
  severity: FindingSeverity,
  subject: FindingSubject,
  title: string,
  explanation: string,
  evidence: Evidence[],
  remedy: Remedy | string,
): Finding {
  return {
    cause,
    severity,
    subject,
    title,
    explanation,
    evidence,
    remedy: typeof remedy === 'string' ? { text: remedy } : remedy,
  };
}

/**
 * Adding a member that exists already takes up what is missing of it and issues its link anew where needed.
 *
 * @internal
 */
export function addMemberAgain(
  federation: string,
  member: { cluster: string; namespace: string },
  text: string,
): Remedy {
  return {
    text,
    template: {
      ref: 'template:default/federation-add-member',
      formData: {
        federation,
        member: {
          cluster: member.cluster,
          namespace: member.namespace,
        },
      },
    },
  };
}
