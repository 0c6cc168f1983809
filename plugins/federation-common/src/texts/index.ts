export * from './flower';
export * from './render';
export * from './renderText';
export {
  skupperTexts,
  type SkupperFinding,
  type SkupperReason,
  type SkupperWord,
} from './skupper';
export type { FindingText, Texts } from './texts';
