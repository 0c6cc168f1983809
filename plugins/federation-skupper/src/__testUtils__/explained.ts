import { Finding } from '@backstage-federation/plugin-federation-common';
import { SCENES } from './scenes';
import { momentsOf, sceneSpec } from './replay';
import { assembleSkupper } from '../assemble/assembleSkupper';

/** Long enough for everything that may take its time. */
export const HOUR = 3_600_000;

/** The view over a recording, `laterMs` after what happened last before `t` seconds. */
export function viewAt(scene: string, t: number, laterMs: number = 0) {
  const past = momentsOf(SCENES[scene]).filter(moment => moment.t <= t);
  const { at, clusters } = past[past.length - 1];
  return assembleSkupper(
    sceneSpec(SCENES[scene]),
    clusters,
    [],
    new Date(at.getTime() + laterMs),
  );
}

/** A line of what was measured, and what the view says of it over the recording. */
export interface Explained {
  scene: string;
  t: number;
  laterMs?: number;
  /** Causes, in the order of the view; none: no alarm. */
  finds: string[];
  /** What the findings say in their titles, explanations or remedies. */
  says?: RegExp | string;
}

export const textOf = ({ title, explanation, remedy }: Finding) =>
  `${title} ${explanation} ${remedy.text}`;

/** The row as the view has it: equal to the row when it holds, else with the text that was said. */
export function explanationOf(row: Explained): Explained {
  const { findings } = viewAt(row.scene, row.t, row.laterMs);
  const text = findings.map(textOf).join('\n');
  return {
    ...row,
    finds: findings.map(f => f.cause),
    ...(row.says && !text.match(row.says) ? { says: text } : {}),
  };
}
