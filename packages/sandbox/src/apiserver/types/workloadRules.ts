import { Cause, Json, Obj } from '../types';
import { cause } from '../errors';
import { validatePodSpec } from './podRules';

function selects(selector: Json, labels: Record<string, string>): boolean {
  const byLabels = Object.entries(selector?.matchLabels ?? {}).every(
    ([k, v]) => labels[k] === v,
  );
  const byExpressions = (selector?.matchExpressions ?? []).every((e: Json) => {
    switch (e.operator) {
      case 'In':
        return e.values?.includes(labels[e.key]);
      case 'NotIn':
        return !e.values?.includes(labels[e.key]);
      case 'Exists':
        return labels[e.key] !== undefined;
      default:
        return labels[e.key] === undefined;
    }
  });
  return byLabels && byExpressions;
}

function isEmptySelector(selector: Json): boolean {
  return (
    !Object.keys(selector?.matchLabels ?? {}).length &&
    !selector?.matchExpressions?.length
  );
}

const STRATEGIES = ['Recreate', 'RollingUpdate'];
const OPERATORS = ['In', 'NotIn', 'Exists', 'DoesNotExist'];

function validateExpressions(selector: Json, path: string): Cause[] {
  return (selector?.matchExpressions ?? []).flatMap((e: Json, i: number) =>
    OPERATORS.includes(e.operator)
      ? []
      : [
          cause.invalid(
            `${path}.matchExpressions[${i}].operator`,
            e.operator,
            'not a valid selector operator',
          ),
        ],
  );
}

/** Rules that all types with a pod template and a selector share. */
export function validateWorkload(object_: Obj): Cause[] {
  const spec = object_.spec ?? {};
  const found: Cause[] = [];
  if (typeof spec.replicas === 'number' && spec.replicas < 0) {
    found.push(
      cause.invalid(
        'spec.replicas',
        spec.replicas,
        'must be greater than or equal to 0',
      ),
    );
  }
  const labels = spec.template?.metadata?.labels;
  if (!spec.selector) {
    found.push(cause.required('spec.selector'));
  }
  const wrong = validateExpressions(spec.selector, 'spec.selector');
  found.push(...wrong);
  const empty = isEmptySelector(spec.selector);
  if (spec.selector && empty) {
    found.push(
      cause.invalid(
        'spec.selector',
        {},
        `empty selector is invalid for ${object_.kind.toLowerCase()}`,
      ),
    );
  } else if (wrong.length) {
    found.push(
      cause.invalid('spec.selector', spec.selector, 'invalid label selector'),
    );
  } else if (!spec.selector || !selects(spec.selector, labels ?? {})) {
    found.push(
      cause.invalid(
        'spec.template.metadata.labels',
        labels ?? null,
        '`selector` does not match template `labels`',
      ),
    );
  }
  found.push(...validatePodSpec(spec.template?.spec, 'spec.template.spec'));
  const policy = spec.template?.spec?.restartPolicy;
  if (policy && policy !== 'Always') {
    found.push(
      cause.unsupported('spec.template.spec.restartPolicy', policy, ['Always']),
    );
  }
  const strategy = spec.strategy?.type;
  if (strategy && !STRATEGIES.includes(strategy)) {
    found.push(
      cause.unsupported(
        'spec.strategy',
        { Type: strategy, RollingUpdate: spec.strategy.rollingUpdate ?? null },
        STRATEGIES,
      ),
    );
  }
  if (strategy === 'Recreate' && spec.strategy.rollingUpdate) {
    found.push(
      cause.forbidden(
        'spec.strategy.rollingUpdate',
        "may not be specified when strategy `type` is 'Recreate'",
      ),
    );
  }
  return found;
}
