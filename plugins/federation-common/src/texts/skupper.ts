import { linkLogTexts } from './skupper/linkLogs';
import { linkTexts } from './skupper/links';
import { routerTexts } from './skupper/routers';
import { serviceTexts } from './skupper/services';
import { siteTexts } from './skupper/sites';
import { reasons, words } from './skupper/states';
import { tokenTexts } from './skupper/tokens';
import { Texts } from './texts';

/** What is said of Skupper's sites, links and services. @public */
export const skupperTexts = {
  findings: {
    ...siteTexts,
    ...routerTexts,
    ...linkTexts,
    ...linkLogTexts,
    ...tokenTexts,
    ...serviceTexts,
  },
  words,
  reasons,
} satisfies Texts;

/** Ids of the texts of Skupper's findings: the cause, or `cause.variant`. @public */
export type SkupperFinding = keyof (typeof skupperTexts)['findings'];

/** Ids of the words of Skupper's states. @public */
export type SkupperWord = keyof (typeof skupperTexts)['words'];

/** Ids of the reasons of Skupper's states. @public */
export type SkupperReason = keyof (typeof skupperTexts)['reasons'];
