/**
 * What is said of a cause. Each part may have `{{names}}`.
 *
 * @public
 */
export interface FindingText {
  /** One line: the cause, in words a newcomer understands. */
  title: string;
  explanation: string;
  /** What to do. */
  remedy: string;
}

/**
 * The English texts of an interconnect, of a workload, or of what is common to all.
 *
 * @public
 */
export interface Texts {
  /** Of findings, by cause or by `cause.variant`. */
  findings: Readonly<Record<string, FindingText>>;
  /** Words of states, by id. They have no `{{names}}`. */
  words: Readonly<Record<string, string>>;
  /** Reasons of states, by id. */
  reasons: Readonly<Record<string, string>>;
  /** Sentences and their parts, by id; `id_one` and `id_other` where the text depends on `{{count}}`. */
  phrases?: Readonly<Record<string, string>>;
}

/** Why what is on a cluster is not known, by the cluster's state. @internal */
export const clusterReasons = {
  'cluster-not-configured': 'Cluster {{cluster}} is not configured.',
  'cluster-connecting': 'Connecting to cluster {{cluster}}.',
  'cluster-stale': 'Cluster {{cluster}} does not answer.',
  'cluster-unreachable': 'Cluster {{cluster}} is unreachable.',
  'cluster-forbidden': 'Cluster {{cluster}} does not permit reading it.',
};

/** Keeps the ids of texts as a type. @internal */
export function findingTexts<Id extends string>(
  texts: Record<Id, FindingText>,
): Record<Id, FindingText> {
  return texts;
}

/** The three parts of a text, in their order. @internal */
export function text(
  title: string,
  explanation: string,
  remedy: string,
): FindingText {
  return { title, explanation, remedy };
}

/** What is told of an object that is not as a federation sets it, by who changed it: somebody, or nobody who is known. @internal */
export function changedTexts<Id extends string>(
  id: Id,
  what: string,
): Record<Id | `${Id}.unapplied`, FindingText> {
  return {
    [id]: text(
      `${what} was changed by {{by}}: {{changes}}.`,
      'It is not as the federation sets it. What somebody else has changed is not changed back without being asked for.',
      'Apply the federation again and let it take over changed fields (takeOver), or undo that change. To keep it, where the spec has a place for it, change the spec.',
    ),
    [`${id}.unapplied`]: text(
      `${what} is not as the federation sets it: {{changes}}.`,
      'Somebody took that away, or the federation was not applied since its spec, or what is made of it, was changed.',
      'Apply the federation again.',
    ),
  } as Record<Id | `${Id}.unapplied`, FindingText>;
}
