import { isError } from '@backstage/errors';
import {
  ClusterClient,
  KubeObject,
} from '@backstage-federation/kubernetes-clusters';
import { ClusterCheck } from '@backstage-federation/plugin-federation-node';
import { isDefaultClass, STORAGE_CLASS } from './superLinkVolume';

const TITLE = 'Storage of a hub';

/** Whether a SuperLink's database can outlive its pod in a cluster. @internal */
export async function checkStorage(
  client: ClusterClient,
  { signal }: { signal: AbortSignal },
): Promise<ClusterCheck[]> {
  let classes: KubeObject[];
  try {
    classes = await client.list(STORAGE_CLASS, { signal });
  } catch (error) {
    if (!isError(error) || error.name !== 'NotAllowedError') throw error;
    return [
      {
        title: TITLE,
        state: 'unknown',
        message: 'the storage classes may not be read',
      },
    ];
  }
  const names = classes.map(({ metadata }) => metadata.name).sort();
  const standard = classes.find(isDefaultClass);
  if (standard) {
    return [
      {
        title: TITLE,
        state: 'ok',
        message: `default storage class ${standard.metadata.name}`,
      },
    ];
  }
  return [
    {
      title: TITLE,
      state: 'note',
      message: names.length
        ? `no storage class is the default: name one of ${names.join(
            ', ',
          )} as workload.storageClass where the hub is here`
        : 'there is no storage class: registrations of SuperNodes go with the pod of a SuperLink here',
    },
  ];
}
