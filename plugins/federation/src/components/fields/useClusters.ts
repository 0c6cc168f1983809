import { useEffect, useState } from 'react';
import {
  ClusterInfo,
  NamespaceList,
} from '@backstage-federation/plugin-federation-common';
import { useApi } from '@backstage/core-plugin-api';
import { federationApiRef } from '../../api';

const REFRESH_MS = 5_000;

/** The clusters that can be chosen. */
export interface Clusters {
  items?: ClusterInfo[];
  /** Why there are none. */
  message?: string;
  error?: Error;
}

/** The configured clusters; read again while the form is open, since one may come back. */
export function useClusters(): Clusters {
  const api = useApi(federationApiRef);
  const [clusters, setClusters] = useState<Clusters>({});
  useEffect(() => {
    const stop = new AbortController();
    const read = () =>
      api.listClusters({ signal: stop.signal }).then(
        list => {
          if (!stop.signal.aborted) setClusters(list);
        },
        error => {
          if (!stop.signal.aborted) setClusters(last => ({ ...last, error }));
        },
      );
    read();
    const timer = setInterval(read, REFRESH_MS);
    return () => {
      stop.abort();
      clearInterval(timer);
    };
  }, [api]);
  return clusters;
}

/** The namespaces of a cluster; empty while they load and when they may not be listed. */
export function useNamespaces(
  cluster: string | undefined,
): NamespaceList['items'] | undefined {
  const api = useApi(federationApiRef);
  const [found, setFound] = useState<{
    cluster: string;
    items: NamespaceList['items'];
  }>();
  useEffect(() => {
    if (!cluster) {
      return undefined;
    }
    const stop = new AbortController();
    api.listNamespaces(cluster, { signal: stop.signal }).then(
      ({ items }) => {
        if (!stop.signal.aborted) setFound({ cluster, items });
      },
      // A name can be typed all the same.
      () => {},
    );
    return () => stop.abort();
  }, [api, cluster]);
  return found?.cluster === cluster ? found?.items : undefined;
}
