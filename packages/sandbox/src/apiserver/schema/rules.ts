import { Json } from '../types';

type Check = (self: Json, old: Json | undefined) => boolean;

/**
 * The CEL rules that the sandbox knows, by their text: there is no CEL interpreter here, and rules it does not know
 * are not enforced.
 */
const PRIORITY_OR_WEIGHTED =
  '[has(self.priority),has(self.weighted)].filter(x,x==true).size() == 1';
const STRATEGY_IMMUTABLE =
  '(!has(oldSelf.priority) || has(self.priority)) && (!has(oldSelf.weighted) || has(self.weighted))';

const checks: Record<string, Check> = {
  [PRIORITY_OR_WEIGHTED]: self =>
    [self.priority, self.weighted].filter(v => v !== undefined).length === 1,
  [STRATEGY_IMMUTABLE]: (self, old) =>
    (old.priority === undefined || self.priority !== undefined) &&
    (old.weighted === undefined || self.weighted !== undefined),
};

/** Whether the value keeps a rule. Rules about the old value hold when there is none. */
export function keepsRule(
  rule: string,
  self: Json,
  old: Json | undefined,
): boolean {
  const check = checks[rule];
  if (!check || (rule.includes('oldSelf') && old === undefined)) {
    return true;
  }
  return check(self, old);
}
