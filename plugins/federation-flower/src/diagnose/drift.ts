import {
  driftWords,
  FieldDrift,
} from '@backstage-federation/plugin-federation-node';
import { FEDERATION_LABEL } from '@backstage-federation/plugin-federation-common';
import { FlowerProcess } from '../facts/process';
import { Claim, objectSays } from './diagnosis';

/** What only says that a SuperNode is not connected, whether a network does not carry or somebody changed something. @internal */
export const SYMPTOMS = [
  'supernode-offline',
  'supernode-cannot-reach-superlink',
];

/** What a network that does not carry makes: to what is cut off in the middle of a handshake, TLS seems to be why. @internal */
export const NETWORK_SYMPTOMS = [...SYMPTOMS, 'supernode-tls-untrusted'];

const REPLICAS = 'spec.replicas';
const isImage = ({ path }: FieldDrift) => path.endsWith('.image');
/** What a process is told when it starts: with something else it does something else. */
const TOLD = /\]\.(args|command|ports|volumeMounts)\b|\.volumes\[/;

const sourceOf = ({ cluster, namespace, name }: FlowerProcess) =>
  `${cluster}/${namespace} Deployment ${name}`;

/** Drift of a Deployment in words; what does not say whose it is, a run takes over only when it is asked to. */
function wordsOf(facts: FlowerProcess, drift: FieldDrift[]) {
  const words = driftWords(drift, sourceOf(facts));
  const labels = facts.deployment?.metadata.labels;
  const { ref, formData } = words.remedy.template!;
  return labels?.[FEDERATION_LABEL] === undefined
    ? {
        ...words,
        remedy: { template: { ref, formData: { ...formData, adopt: true } } },
      }
    : words;
}

/** That a process has no pod, as none is asked for. @internal */
export function scaledToZero(facts: FlowerProcess): Claim {
  const { subject, drift } = facts;
  const source = sourceOf(facts);
  const replicas = drift.filter(({ path }) => path === REPLICAS);
  const cause = `${subject.kind}-scaled-to-zero`;
  const params = { name: subject.label };
  if (!replicas.length) {
    return {
      cause,
      text: `${cause}.unapplied`,
      severity: 'error',
      params,
      evidence: [objectSays(source, `${REPLICAS}: 0`)],
    };
  }
  const { variant, ...words } = wordsOf(facts, replicas);
  return {
    cause,
    text: `${cause}${variant}`,
    severity: 'error',
    ...words,
    params: { ...params, ...words.params },
  };
}

/** Who wrote the image, for what tells that it is of another version. @internal */
export function imageEvidence(facts: FlowerProcess): Claim['evidence'] {
  const images = facts.drift.filter(isImage);
  return images.length ? driftWords(images, sourceOf(facts)).evidence : [];
}

/**
 * Whether somebody changed what a process starts with, so that it does not do its work.
 *
 * @param why - what is known of why it does not
 * @internal
 */
export function startsOtherwise(
  { drift }: FlowerProcess,
  why?: Pick<Claim, 'cause'>,
): boolean {
  const isOnlySymptom = !why || SYMPTOMS.includes(why.cause);
  return drift.some(
    one => one.by && (TOLD.test(one.path) || (isOnlySymptom && isImage(one))),
  );
}

/**
 * That a process is not as the federation sets it, besides what other claims tell already.
 *
 * @param others - those claims
 * @param severity - `error` when what was changed is why the process does not do its work
 * @param shows - that it does not
 * @internal
 */
export function changed(
  facts: FlowerProcess,
  others: Claim[],
  severity: Claim['severity'],
  shows: Claim['evidence'] = [],
): Claim | undefined {
  const told = (pattern: RegExp) => others.some(c => pattern.test(c.cause));
  const drift = facts.drift.filter(
    one =>
      !(one.path === REPLICAS && told(/-scaled-to-zero$/)) &&
      !(isImage(one) && told(/-version-mismatch$/)),
  );
  if (!drift.length) return undefined;
  const { variant, ...words } = wordsOf(facts, drift);
  const cause = `${facts.subject.kind}-changed`;
  const isBroken = severity === 'error';
  return {
    cause,
    text: `${cause}${isBroken ? '.broken' : variant}`,
    severity,
    ...words,
    evidence: [...words.evidence, ...shows],
    params: { name: facts.subject.label, ...words.params },
  };
}
