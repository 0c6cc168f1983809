import { WatchRequest } from '@backstage-federation/plugin-federation-node';
import { kube } from '@backstage-federation/kubernetes-clusters';
import {
  CONTROLLER_CONFIG,
  LISTENER_SERVICE_LABEL,
  NETWORK_STATUS,
  ROUTER_POD_SELECTOR,
} from './names';
import { skupperTypes } from './resources';

/** What the live view watches of Skupper. Links' Secrets are never watched. @internal */
export const skupperWatches: WatchRequest[] = [
  { type: skupperTypes.site },
  { type: skupperTypes.link, wakes: true },
  { type: skupperTypes.accessGrant },
  { type: skupperTypes.accessToken },
  { type: skupperTypes.connector },
  { type: skupperTypes.listener },
  { type: skupperTypes.routerAccess },
  {
    type: kube.configMap,
    keep: object =>
      [NETWORK_STATUS, CONTROLLER_CONFIG].includes(object.metadata.name),
    wakes: true,
  },
  { type: kube.pod, labelSelector: ROUTER_POD_SELECTOR, wakes: true },
  { type: kube.service, labelSelector: LISTENER_SERVICE_LABEL },
];
