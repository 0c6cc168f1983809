import { TextParams } from '../texts/renderText';

/** @public */
export type FindingSeverity = 'info' | 'warning' | 'error';

/** What a finding is about; `id` is the id of the row it belongs to. @public */
export interface FindingSubject {
  /** `federation`, `cluster`, `site`, `link`, `service`, or one that an adapter defines. */
  kind: string;
  id: string;
  label: string;
}

/** One thing that shows the finding. Never holds a secret. @public */
export interface Evidence {
  kind: 'condition' | 'log' | 'event' | 'object' | 'api';
  /** Where it was seen, e.g. `west/retail Link link-hub condition Operational`. */
  source: string;
  /** The condition's message, the log line, … */
  text: string;
  /** ISO 8601 time, when known. */
  at?: string;
}

/** What to do. @public */
export interface Remedy {
  text: string;
  /** A template with prefilled form data, as a button. */
  template?: {
    /** Entity reference, e.g. `template:default/federation-add-member`. */
    ref: string;
    formData: Record<string, unknown>;
  };
  docs?: string;
}

/**
 * One thing that is wrong, with its evidence and its remedy.
 *
 * @public
 */
export interface Finding {
  /** Cause, in kebab case: `cluster-unreachable`, `link-tls-unknown-ca` … */
  cause: string;
  /** Id of its text, where that is not the cause: `cause.variant`. */
  text?: string;
  /** What fills the text's `{{names}}`, in any language. */
  params?: TextParams;
  severity: FindingSeverity;
  subject: FindingSubject;
  /** One line: the cause, in words a newcomer understands. */
  title: string;
  explanation: string;
  evidence: Evidence[];
  remedy: Remedy;
}
