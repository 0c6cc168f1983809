import { linkLogTexts } from './skupper/linkLogs';
import { linkTexts } from './skupper/links';
import { routerTexts } from './skupper/routers';
import { serviceTexts } from './skupper/services';
import { siteTexts } from './skupper/sites';
import { reasons, words } from './skupper/states';
import { tokenTexts } from './skupper/tokens';
import { FindingText, Texts } from './texts';

const findings = {
  ...siteTexts,
  ...routerTexts,
  ...linkTexts,
  ...linkLogTexts,
  ...tokenTexts,
  ...serviceTexts,
};

/** Ids of the texts of Skupper's findings: the cause, or `cause.variant`. @public */
export type SkupperFinding = keyof typeof findings;

/** Ids of the words of Skupper's states. @public */
export type SkupperWord = keyof typeof words;

/** Ids of the reasons of Skupper's states. @public */
export type SkupperReason = keyof typeof reasons;

/** What is said of Skupper's sites, links and services. @public */
export const skupperTexts: Texts & {
  findings: Record<SkupperFinding, FindingText>;
  words: Record<SkupperWord, string>;
  reasons: Record<SkupperReason, string>;
} = { findings, words, reasons };
