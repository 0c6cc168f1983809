import {
  driftWords,
  FieldDrift,
} from '@backstage-federation/plugin-federation-node';
import { Finding } from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { isNobodys } from '../steps/observed';
import { About, finding } from './build';

type Subject = 'connector' | 'link' | 'listener' | 'site';

/**
 * That an object is not as the federation sets it.
 *
 * @param isBroken - whether that is why it does not do its work; somebody is known to have changed it
 * @internal
 */
export function changedFinding(
  what: Subject,
  about: About,
  place: { cluster: string; namespace: string },
  object: KubeObject,
  drift: FieldDrift[],
  isBroken: boolean = false,
): Finding {
  const { kind, metadata } = object;
  const source = `${place.cluster}/${place.namespace} ${kind} ${metadata.name}`;
  const { variant, params, evidence, remedy } = driftWords(drift, source);
  const { ref, formData } = remedy.template!;
  // What does not say whose it is, a run takes over only when it is asked to.
  const form = isNobodys(object) ? { ...formData, adopt: true } : formData;
  return finding(
    about,
    `${what}-changed${isBroken ? ('.broken' as const) : variant}`,
    evidence,
    {
      severity: isBroken ? 'error' : 'info',
      params,
      remedy: { template: { ref, formData: form } },
    },
  );
}

/** What somebody changed of these fields. @internal */
export function changedIn(
  drift: FieldDrift[] | undefined,
  fields: RegExp,
): FieldDrift[] {
  return (drift ?? []).filter(({ path, by }) => by && fields.test(path));
}
