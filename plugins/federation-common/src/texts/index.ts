export * from './federation';
export * from './flower';
export {
  phraseIn,
  reasonOf,
  sentenceOf,
  wordOf,
  wordsOfFinding,
  type Wording,
} from './phrases';
export * from './render';
export * from './renderText';
export {
  skupperTexts,
  type SkupperFinding,
  type SkupperReason,
  type SkupperWord,
} from './skupper';
export type { FindingText, Texts } from './texts';
