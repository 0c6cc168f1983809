import { KubeResponse } from '../transport/KubeTransport';

/** Whether parsed JSON is what was asked for. @internal */
export type AnswerCheck = (answer: unknown) => boolean;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Any JSON object. @internal */
export const isJsonObject: AnswerCheck = isObject;

/** A Kubernetes object. @internal */
export const isKubeObject: AnswerCheck = answer =>
  isObject(answer) && isObject(answer.metadata);

/** A list of Kubernetes objects. @internal */
export const isKubeList: AnswerCheck = answer =>
  isObject(answer) &&
  isObject(answer.metadata) &&
  (answer.kind === undefined || /List$/.test(String(answer.kind))) &&
  // Written in Go, where a list of none may be null.
  (answer.items === null ||
    (Array.isArray(answer.items) && answer.items.every(isKubeObject)));

/** What `/version` gives. @internal */
export const isVersion: AnswerCheck = answer =>
  isObject(answer) &&
  ['major', 'minor', 'gitVersion'].every(
    field => typeof answer[field] === 'string',
  );

/** What `/api` gives. @internal */
export const isApiVersions: AnswerCheck = answer =>
  isObject(answer) && answer.kind === 'APIVersions';

/**
 * What is wrong with an answer's head, as text; the body is not looked at. API servers redirect no request of ours, and
 * give HTML only in logs of pods.
 *
 * @internal
 */
export function foreignAnswer(
  { status, headers }: Pick<KubeResponse, 'status' | 'headers'>,
  isLog: boolean,
): string | undefined {
  if (status >= 300 && status < 400) {
    return `redirects, HTTP ${status}`;
  }
  const type = String(headers['content-type'] ?? '').split(';')[0];
  return !isLog && type === 'text/html' ? type : undefined;
}
