import { ClusterClient } from '@backstage-federation/kubernetes-clusters';
import { ClusterCheck } from '@backstage-federation/plugin-federation-node';
import { skupperTypes } from '../resources';
import { controllerProbe } from './controllerProbe';

const TITLE = 'Skupper';
const INSTALL = 'kubectl apply -f https://skupper.io/v2/install.yaml';
const OPERATOR =
  'let an administrator install the operator "Red Hat Service Interconnect" (channel stable-2), or give Backstage the rights to do so: kubectl apply -k deploy/rbac/openshift-operator';

/** Whether a cluster has Skupper's types, and a controller that works. @internal */
export async function checkSkupper(
  client: ClusterClient,
  options: { signal: AbortSignal; openshift: boolean; installs: boolean },
): Promise<ClusterCheck[]> {
  const { signal, openshift, installs } = options;
  const { state, message } = await controllerProbe(client.cluster, {
    clusters: () => client,
    signal,
  });
  if (state === 'done') return [{ title: TITLE, state: 'ok', message }];
  const types = await client.serves(skupperTypes.site, { signal });
  if (installs && !types) {
    return [
      {
        title: TITLE,
        state: 'note',
        message:
          'not installed yet; its operator is installed with the first federation here',
      },
    ];
  }
  const install = openshift ? OPERATOR : INSTALL;
  return [
    {
      title: TITLE,
      state: 'missing',
      message,
      remedy:
        state === 'waiting' ? 'see why it is not ready, or wait' : install,
    },
  ];
}
