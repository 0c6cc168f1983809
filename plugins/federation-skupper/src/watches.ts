import { WatchRequest } from '@backstage-federation/plugin-federation-node';
import { kubeShapes, kube } from '@backstage-federation/kubernetes-clusters';
import {
  CONTROLLER_CONFIG,
  LISTENER_SERVICE_LABEL,
  NETWORK_STATUS,
  ROUTER_POD_SELECTOR,
} from './names';
import { skupperTypes } from './resources';
import { skupperShapes } from './shapes';

/** What the live view watches of Skupper. Links' Secrets are never watched. @internal */
export const skupperWatches: WatchRequest[] = [
  { type: skupperTypes.site, shape: skupperShapes.site, owners: true },
  {
    type: skupperTypes.link,
    shape: skupperShapes.link,
    owners: true,
    wakes: true,
  },
  { type: skupperTypes.accessGrant, shape: skupperShapes.accessGrant },
  { type: skupperTypes.accessToken, shape: skupperShapes.accessToken },
  {
    type: skupperTypes.connector,
    shape: skupperShapes.connector,
    owners: true,
  },
  { type: skupperTypes.listener, shape: skupperShapes.listener, owners: true },
  { type: skupperTypes.routerAccess, shape: skupperShapes.routerAccess },
  {
    type: kube.configMap,
    shape: kubeShapes.configMap,
    keep: object =>
      [NETWORK_STATUS, CONTROLLER_CONFIG].includes(object.metadata.name),
    wakes: true,
  },
  {
    type: kube.pod,
    shape: kubeShapes.pod,
    labelSelector: ROUTER_POD_SELECTOR,
    wakes: true,
  },
  { type: kube.service, labelSelector: LISTENER_SERVICE_LABEL },
];
