import {
  reconcileAttachedConnector,
  reconcileAttachedConnectorBinding,
  reconcileAttachedPods,
} from './attachedConnectors';
import { reconcileCertificate } from './certificates';
import { reconcileConnector, reconcileConnectorPods } from './connectors';
import type { Handler, Kind } from './context';
import { reconcileGrant } from './grants';
import { ensureGrantServerObjects, updateGrantServer } from './grantServer';
import { reconcileLink } from './links';
import { reconcileListener } from './listeners';
import { reconcileMultiKeyListener } from './multiKeyListeners';
import { applyNetworkStatus } from './networkStatus';
import { healConflict } from './restartConflicts';
import { reconcileRouterAccess } from './routerAccesses';
import { onSecretChange } from './routerConfigMaps';
import { reconcileExposure, reconcileSecuredAccess } from './securedAccesses';
import { reconcileSite } from './sites';
import { reconcileRouterPod } from './siteStatus';
import { reconcileToken } from './tokens';

/** The kinds that are looked at again at each resync, and in this order when the controller starts. */
export const HANDLERS: [Kind, Handler][] = [
  ['certificates', reconcileCertificate],
  ['sites', reconcileSite],
  ['routerAccesses', reconcileRouterAccess],
  ['securedAccesses', reconcileSecuredAccess],
  ['listeners', reconcileListener],
  ['connectors', reconcileConnector],
  ['links', reconcileLink],
  ['multiKeyListeners', reconcileMultiKeyListener],
  ['attachedConnectors', reconcileAttachedConnector],
  ['attachedConnectorBindings', reconcileAttachedConnectorBinding],
  ['accessGrants', reconcileGrant],
  ['accessTokens', reconcileToken],
];

/** Kinds of which a restarted controller learns nothing before it has taken up the Sites. */
export const NOT_RECOVERED: Kind[] = [
  'securedAccesses',
  'accessGrants',
  'accessTokens',
];

/** Work that isn't about one Skupper object. */
const OTHERS: Record<string, Handler> = {
  running: reconcileRouterPod,
  healSite: healConflict('sites'),
  healAccess: healConflict('routerAccesses'),
  exposures: reconcileExposure,
  connectorPods: reconcileConnectorPods,
  attachedPods: reconcileAttachedPods,
  networkStatus: (ctx, namespace) => applyNetworkStatus(ctx, namespace),
  secrets: onSecretChange,
  grantServer: ctx => updateGrantServer(ctx),
  grantCertificates: ctx => ensureGrantServerObjects(ctx),
};

/** The handler of a key of the queue. */
export function handlerOf(what: string): Handler | undefined {
  return OTHERS[what] ?? HANDLERS.find(([kind]) => kind === what)?.[1];
}
