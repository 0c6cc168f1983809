import { flowerTexts } from '@backstage-federation/plugin-federation-common';

/** The text that says what one of Flower's own exit codes means. @internal */
export function exitCodeText(code: number): string {
  if (flowerTexts.findings[`exit-code-${code}`]) return `exit-code-${code}`;
  if (code > 100 && code < 104) return 'exit-code-licence';
  if (code >= 200 && code < 300) return 'exit-code-serverapp';
  return 'exit-code-other';
}
