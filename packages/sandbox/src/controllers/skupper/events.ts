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
  add: (key: string) => void,
) {
  const { namespace = '', name } = object.metadata;
  switch (kind) {
    case 'pods':
      if (isRouterPod(object)) {
        add(`running/${namespace}/${name}`);
      }
      for (const pod of previous ? [object, previous] : [object]) {
        connectorsOfPod(ctx, pod).forEach(connector =>
          add(`connectorPods/${namespace}/${connector.metadata.name}`),
        );
        attachedConnectorsOfPod(ctx, pod).forEach(connector =>
          add(`attachedPods/${namespace}/${connector.metadata.name}`),
        );
      }
      break;
    case 'configMaps':
      if (name === NETWORK_STATUS) {
        add(`networkStatus/${namespace}/`);
      }
      break;
    case 'secrets':
      add(`secrets/${namespace}/${name}`);
      if (namespace === ctx.options.namespace && name === GRANT_SERVER) {
        add('grantServer//');
      }
      break;
    case 'services':
    case 'routes':
      for (const owner of object.metadata.ownerReferences ?? []) {
        if (owner.kind === 'SecuredAccess') {
          add(`exposures/${namespace}/${owner.name}`);
        }
      }
      break;
    default:
      if (kind === 'securedAccesses' && name === GRANT_SERVER) {
        add('grantServer//');
      }
      if (deleted) {
        ctx.former.set(`${kind}/${namespace}/${name}`, object);
      }
      ctx.enqueue(kind, namespace, name);
  }
}
