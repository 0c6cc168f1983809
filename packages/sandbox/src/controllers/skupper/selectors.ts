import { parseLabelSelector } from '../../apiserver/labelSelector';

/** Whether labels match. */
export type Selector = (labels: Record<string, string> | undefined) => boolean;

/**
 * Parses a Kubernetes label selector, with equality and sets.
 * @returns undefined if it can't be parsed
 */
export function parseSelector(text: string): Selector | undefined {
  try {
    const matches = parseLabelSelector(text);
    return labels => matches(labels ?? {});
  } catch {
    return undefined;
  }
}
