import { badRequest } from './errors';
import { Obj } from './types';

/** Says whether labels (or fields) are selected. */
export type Selector = (values: Record<string, string | undefined>) => boolean;

/** Splits at commas that are not inside parentheses. */
function split(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') depth += 1;
    if (text[i] === ')') depth -= 1;
    if (text[i] === ',' && depth === 0) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  parts.push(text.slice(start));
  return parts.map(p => p.trim()).filter(p => p);
}

const KEY = '[A-Za-z0-9][-A-Za-z0-9_./]*';
const IN = new RegExp(`^(${KEY})\\s+(in|notin)\\s*\\(([^()]*)\\)$`);
const COMPARE = new RegExp(`^(${KEY})\\s*(==|!=|=|>|<)\\s*([-A-Za-z0-9_.]*)$`);
const EXISTS = new RegExp(`^(!?)\\s*(${KEY})$`);

function requirement(text: string): Selector {
  const set = IN.exec(text);
  if (set) {
    const values = new Set(set[3].split(',').map(v => v.trim()));
    return set[2] === 'in'
      ? labels => labels[set[1]] !== undefined && values.has(labels[set[1]]!)
      : labels => labels[set[1]] === undefined || !values.has(labels[set[1]]!);
  }
  const compare = COMPARE.exec(text);
  if (compare) {
    const [, key, operator, value] = compare;
    switch (operator) {
      case '!=':
        return labels => labels[key] !== value;
      case '>':
        return labels => Number(labels[key]) > Number(value);
      case '<':
        return labels => Number(labels[key]) < Number(value);
      default:
        return labels => labels[key] === value;
    }
  }
  const exists = EXISTS.exec(text);
  if (exists) {
    return exists[1]
      ? labels => labels[exists[2]] === undefined
      : labels => labels[exists[2]] !== undefined;
  }
  throw badRequest(
    `unable to parse requirement: found '${text}', expected: an operator or a key`,
  );
}

/** Parses a label selector in its full grammar. Undefined selects everything. */
export function parseLabelSelector(text: string | undefined): Selector {
  if (!text?.trim()) {
    return () => true;
  }
  const requirements = split(text).map(requirement);
  return labels => requirements.every(r => r(labels));
}

const ANY_FIELDS = ['metadata.name', 'metadata.namespace'];
const FIELDS: Record<string, string[]> = {
  pods: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.nominatedNodeName',
  ],
  events: [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
  secrets: ['type'],
  namespaces: ['status.phase'],
  nodes: ['spec.unschedulable'],
  services: ['spec.clusterIP', 'spec.type'],
  replicasets: ['status.replicas'],
  jobs: ['status.successful'],
};

function fieldOf(object: Obj, path: string): string {
  let value: unknown = object;
  for (const part of path.split('.')) {
    value = (value as Record<string, unknown> | undefined)?.[part];
  }
  if (path === 'source') {
    return object.source?.component ?? object.reportingComponent ?? '';
  }
  return value === undefined || value === null ? '' : String(value);
}

/** Parses a field selector for a type. Undefined selects everything. */
export function parseFieldSelector(
  text: string | undefined,
  plural: string,
): (object: Obj) => boolean {
  if (!text?.trim()) {
    return () => true;
  }
  const known = [...ANY_FIELDS, ...(FIELDS[plural] ?? [])];
  const terms = text
    .split(',')
    .filter(t => t)
    .map(term => {
      const match = /^\s*([^=!]+?)\s*(==|!=|=)(.*)$/.exec(term);
      if (!match) {
        throw badRequest(
          `invalid selector: '${text}'; can't understand '${term}'`,
        );
      }
      const [, path, operator, value] = match;
      if (!known.includes(path)) {
        throw badRequest(
          FIELDS[plural]
            ? `field label not supported: ${path}`
            : `"${path}" is not a known field selector: only "metadata.name", "metadata.namespace"`,
        );
      }
      return (object: Obj) =>
        (fieldOf(object, path) === value.trim()) === (operator !== '!=');
    });
  return object => terms.every(matches => matches(object));
}
