import {
  Diagnosed,
  Evidence,
  federationTexts,
  Phrase,
  REAPPLY_TEMPLATE,
  renderPhrase,
} from '@backstage-federation/plugin-federation-common';
import { FieldDrift } from './driftOf';

/** How long a run may take to apply a spec that was changed, in milliseconds. */
const RUN_MS = 600_000;

const phrase = (id: string, params: Record<string, string>) =>
  renderPhrase(federationTexts, id, params);

function changeOf({ path, wanted = '–', found }: FieldDrift): Phrase {
  return found === undefined
    ? phrase('field-differs', { path })
    : phrase('field-changed', { path, wanted, found });
}

function evidenceOf(source: string, drift: FieldDrift): Evidence {
  const { path, wanted, found, by } = drift;
  const said = [
    found === undefined ? path : `${path}: ${found}`,
    ...(wanted === undefined ? [] : [`the federation sets ${wanted}`]),
    by ? `written by "${by.manager}"` : 'held by nobody else',
  ];
  const at = by?.time;
  return { kind: 'object', source, text: said.join('; '), ...(at && { at }) };
}

/**
 * What of an object's drift is to be told. What nobody else holds is so also while a run applies a spec that was changed, and
 * is told when that must be over; what somebody else holds stays so until it is taken over.
 *
 * @param wantedSince - ISO 8601: since when the spec is as it is; undefined when that is not known
 * @public
 */
export function toldDrift(
  drift: FieldDrift[],
  wantedSince: string | undefined,
  now: Date,
): FieldDrift[] {
  const isSettled =
    wantedSince !== undefined &&
    now.getTime() - Date.parse(wantedSince) > RUN_MS;
  return isSettled ? drift : drift.filter(({ by }) => by);
}

/**
 * Drift in words.
 *
 * @param drift - of one object; not empty
 * @param source - the object, for evidence
 * @returns `variant`: what follows the id of a text that names nobody, where nobody is known; `params`: `changes`, the fields,
 * and `by`, who wrote them; a remedy that takes these fields over
 * @public
 */
export function driftWords(
  drift: FieldDrift[],
  source: string,
): Required<Pick<Diagnosed, 'params' | 'evidence' | 'remedy'>> & {
  variant: '' | '.unapplied';
} {
  const managers = new Set(drift.flatMap(({ by }) => by?.manager ?? []));
  return {
    variant: managers.size ? '' : '.unapplied',
    params: {
      changes: drift.map(changeOf),
      by: [...managers].map(manager => `"${manager}"`),
    },
    evidence: drift.map(one => evidenceOf(source, one)),
    remedy: {
      template: {
        ref: REAPPLY_TEMPLATE,
        formData: managers.size ? { takeOver: true } : {},
      },
    },
  };
}
