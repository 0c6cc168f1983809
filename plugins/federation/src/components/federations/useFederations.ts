import { useCallback, useEffect, useState } from 'react';
import {
  ClusterStatus,
  FederationSummary,
} from '@backstage-federation/plugin-federation-common';
import { useApi } from '@backstage/core-plugin-api';
import { federationApiRef } from '../../api';

const REFRESH_MS = 5_000;
const PAGE = 50;

/** The list of federations as it is known now. */
export interface Federations {
  items?: FederationSummary[];
  clusters: ClusterStatus[];
  /** Why the last reading failed; `items` are then those of the one before. */
  error?: Error;
  hasMore: boolean;
  showMore(): void;
}

/** The federations that the reader may see, read again every few seconds while the page is looked at. */
export function useFederations(): Federations {
  const api = useApi(federationApiRef);
  const [limit, setLimit] = useState(PAGE);
  const [state, setState] = useState<Omit<Federations, 'showMore'>>({
    clusters: [],
    hasMore: false,
  });

  useEffect(() => {
    const stop = new AbortController();
    const read = async () => {
      if (document.visibilityState === 'hidden') {
        return;
      }
      try {
        const { items, clusters, nextCursor } = await api.listFederations({
          limit,
          signal: stop.signal,
        });
        if (!stop.signal.aborted) {
          setState({ items, clusters, hasMore: Boolean(nextCursor) });
        }
      } catch (error) {
        if (!stop.signal.aborted) {
          setState(last => ({ ...last, error: error as Error }));
        }
      }
    };
    read();
    const timer = setInterval(read, REFRESH_MS);
    document.addEventListener('visibilitychange', read);
    return () => {
      stop.abort();
      clearInterval(timer);
      document.removeEventListener('visibilitychange', read);
    };
  }, [api, limit]);

  const showMore = useCallback(() => setLimit(now => now + PAGE), []);
  return { ...state, showMore };
}
