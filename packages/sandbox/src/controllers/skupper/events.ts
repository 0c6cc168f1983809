import type { InformerEvent } from '../../shared/informer';
import { attachedConnectorsOfPod } from './attachedConnectors';
import { connectorsOfPod } from './connectors';
import type { Kind, SkupperContext } from './context';
import { GRANT_SERVER, NETWORK_STATUS } from './names';
import { isRouterPod } from './siteStatus';

/** Turns a change of an object into work. */
export function onEvent(
  ctx: SkupperContext,
  kind: Kind,
  { object, previous, deleted }: Omit<InformerEvent, 'type'>,
) {
  const { namespace = '', name } = object.metadata;
  switch (kind) {
    case 'pods':
      if (isRouterPod(object)) {
        ctx.enqueue('running', namespace, name);
      }
      for (const pod of previous ? [object, previous] : [object]) {
        for (const { metadata } of connectorsOfPod(ctx, pod)) {
          ctx.enqueue('connectorPods', namespace, metadata.name);
        }
        for (const { metadata } of attachedConnectorsOfPod(ctx, pod)) {
          ctx.enqueue('attachedPods', namespace, metadata.name);
        }
      }
      break;
    case 'configMaps':
      if (name === NETWORK_STATUS) {
        ctx.enqueue('networkStatus', namespace);
      }
      break;
    case 'secrets':
      ctx.enqueue('secrets', namespace, name);
      if (namespace === ctx.options.namespace && name === GRANT_SERVER) {
        ctx.enqueue('grantServer');
      }
      break;
    case 'services':
    case 'routes':
      for (const owner of object.metadata.ownerReferences ?? []) {
        if (owner.kind === 'SecuredAccess') {
          ctx.enqueue('exposures', namespace, owner.name);
        }
      }
      break;
    default:
      if (kind === 'securedAccesses' && name === GRANT_SERVER) {
        ctx.enqueue('grantServer');
      }
      if (deleted) {
        ctx.former.set(`${kind}/${namespace}/${name}`, object);
      }
      ctx.enqueue(kind, namespace, name);
  }
}
