import { TextParams } from '../texts/renderText';

/**
 * The one table of states (docs: "States"), computed in the view and never in a component.
 *
 * `ready`: works. `progressing`: working on it, within the usual time. `degraded`: works in part.
 * `down`: does not work. `unknown`: stale, hidden or never seen.
 *
 * @public
 */
export type StateKind =
  | 'ready'
  | 'progressing'
  | 'degraded'
  | 'down'
  | 'unknown';

/**
 * A state as a person sees it.
 *
 * @public
 */
export interface State {
  kind: StateKind;
  /** The word shown: "Ready", "Operational", "Online", "Linking", "Down" … */
  word: string;
  /** One line: why, when it is not `ready`. */
  reason?: string;
  /** Id of the reason's text, when it has one. */
  reasonId?: string;
  /** What fills the reason's `{{names}}`, in any language. */
  params?: TextParams;
  /** ISO 8601 time since when it is in this state, when known. */
  since?: string;
}
