import { ScaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import { ActionDeps } from '../lib/deps';
import { createFederationApplyAction } from './federation/apply';
import { createFederationDeleteAction } from './federation/delete';
import { createFederationMemberAddAction } from './federation/memberAdd';
import { createFederationMemberRemoveAction } from './federation/memberRemove';
import { createFederationPlanAction } from './federation/plan';
import { createFlowerRunStartAction } from './flower/runStart';
import { createFlowerRunStopAction } from './flower/runStop';
import { createFlowerSuperlinkDeleteAction } from './flower/superlinkDelete';
import { createFlowerSuperlinkDeployAction } from './flower/superlinkDeploy';
import { createFlowerSupernodeDeleteAction } from './flower/supernodeDelete';
import { createFlowerSupernodeDeployAction } from './flower/supernodeDeploy';
import { createFlowerSupernodeRegisterAction } from './flower/supernodeRegister';
import { createFlowerSupernodeUnregisterAction } from './flower/supernodeUnregister';
import { createFlowerSupernodesWaitAction } from './flower/supernodesWait';
import { createNamespaceEnsureAction } from './kubernetes/namespaceEnsure';
import { createSkupperConnectorCreateAction } from './skupper/connectorCreate';
import { createSkupperConnectorDeleteAction } from './skupper/connectorDelete';
import { createSkupperControllerEnsureAction } from './skupper/controllerEnsure';
import { createSkupperLinkCreateAction } from './skupper/linkCreate';
import { createSkupperLinkDeleteAction } from './skupper/linkDelete';
import { createSkupperListenerCreateAction } from './skupper/listenerCreate';
import { createSkupperListenerDeleteAction } from './skupper/listenerDelete';
import { createSkupperSiteCreateAction } from './skupper/siteCreate';
import { createSkupperSiteDeleteAction } from './skupper/siteDelete';

/** Actions of whatever input and output. */
type Actions = Parameters<ScaffolderActionsExtensionPoint['addActions']>;

/** Every action of this module. */
export function createActions(deps: ActionDeps): Actions {
  return [
    createFederationPlanAction(deps),
    createFederationApplyAction(deps),
    createFederationMemberAddAction(deps),
    createFederationMemberRemoveAction(deps),
    createFederationDeleteAction(deps),
    createNamespaceEnsureAction(deps),
    createSkupperControllerEnsureAction(deps),
    createSkupperSiteCreateAction(deps),
    createSkupperSiteDeleteAction(deps),
    createSkupperLinkCreateAction(deps),
    createSkupperLinkDeleteAction(deps),
    createSkupperConnectorCreateAction(deps),
    createSkupperConnectorDeleteAction(deps),
    createSkupperListenerCreateAction(deps),
    createSkupperListenerDeleteAction(deps),
    createFlowerSuperlinkDeployAction(deps),
    createFlowerSuperlinkDeleteAction(deps),
    createFlowerSupernodeDeployAction(deps),
    createFlowerSupernodeDeleteAction(deps),
    createFlowerSupernodeRegisterAction(deps),
    createFlowerSupernodeUnregisterAction(deps),
    createFlowerSupernodesWaitAction(deps),
    createFlowerRunStartAction(deps),
    createFlowerRunStopAction(deps),
  ];
}
