import { Cause, Json, Obj } from '../types';
import { cause } from '../errors';
import {
  each,
  must,
  notNegative,
  oneOf,
  required,
  unless,
} from '../schema/checks';
import { SET_OPERATORS, requirement } from '../labelSelector';
import { validatePodSpec } from './podRules';

function selects(selector: Json, labels: Record<string, string>): boolean {
  const equal = Object.entries<string>(selector.matchLabels ?? {}).map(
    ([key, value]) => requirement(key, 'In', [value]),
  );
  const others = (selector.matchExpressions ?? []).map(
    ({ key, operator, values = [] }: Json) =>
      requirement(key, operator, values),
  );
  return [...equal, ...others].every(holds => holds(labels));
}

const STRATEGIES = ['Recreate', 'RollingUpdate'];

function isEmptySelector(selector: Json): boolean {
  return (
    !Object.keys(selector?.matchLabels ?? {}).length &&
    !selector?.matchExpressions?.length
  );
}

function validateSelector(kind: string, spec: Json): Cause[] {
  const { selector } = spec;
  const labels = spec.template?.metadata?.labels;
  const field = 'spec.selector';
  const wrong = each(
    selector?.matchExpressions,
    `${field}.matchExpressions`,
    ({ operator }, at) =>
      must(
        SET_OPERATORS.includes(operator),
        `${at}.operator`,
        operator,
        'not a valid selector operator',
      ),
  );
  if (selector && isEmptySelector(selector)) {
    const text = `empty selector is invalid for ${kind.toLowerCase()}`;
    return [cause.invalid(field, {}, text)];
  }
  if (wrong.length) {
    return [...wrong, cause.invalid(field, selector, 'invalid label selector')];
  }
  return [
    ...required(field, selector),
    ...must(
      selector && selects(selector, labels ?? {}),
      'spec.template.metadata.labels',
      labels ?? null,
      '`selector` does not match template `labels`',
    ),
  ];
}

function validateStrategy({ type, rollingUpdate }: Json): Cause[] {
  return [
    ...unless(
      !type || STRATEGIES.includes(type),
      cause.unsupported(
        'spec.strategy',
        { Type: type, RollingUpdate: rollingUpdate ?? null },
        STRATEGIES,
      ),
    ),
    ...unless(
      type !== 'Recreate' || !rollingUpdate,
      cause.forbidden(
        'spec.strategy.rollingUpdate',
        "may not be specified when strategy `type` is 'Recreate'",
      ),
    ),
  ];
}

/** Rules that all types with a pod template and a selector share. */
export function validateWorkload({ kind, spec = {} }: Obj): Cause[] {
  const template = 'spec.template.spec';
  const policy = spec.template?.spec?.restartPolicy || 'Always';
  return [
    ...notNegative('spec.replicas', spec.replicas),
    ...validateSelector(kind, spec),
    ...validatePodSpec(spec.template?.spec, template),
    ...oneOf(`${template}.restartPolicy`, policy, ['Always']),
    ...validateStrategy(spec.strategy ?? {}),
  ];
}
