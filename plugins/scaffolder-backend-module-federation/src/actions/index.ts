import { TemplateAction } from '@backstage/plugin-scaffolder-node';
import { ActionDeps } from '../lib/deps';
import { createFederationApplyAction } from './federation/apply';
import { createFederationDeleteAction } from './federation/delete';
import { createFederationMemberAddAction } from './federation/memberAdd';
import { createFederationMemberRemoveAction } from './federation/memberRemove';
import { createFederationPlanAction } from './federation/plan';

/** Every action of this module. */
export function createActions(
  deps: ActionDeps,
): TemplateAction<any, any, any>[] {
  return [
    createFederationPlanAction(deps),
    createFederationApplyAction(deps),
    createFederationMemberAddAction(deps),
    createFederationMemberRemoveAction(deps),
    createFederationDeleteAction(deps),
  ];
}
