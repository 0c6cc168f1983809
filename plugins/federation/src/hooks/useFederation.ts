import { useEffect, useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { federationApiRef, FederationSnapshot } from '../api';

/** A federation, live. All components on a page that ask for the same one share its event stream. */
export function useFederation(name: string): FederationSnapshot {
  const api = useApi(federationApiRef);
  const feed = api.follow(name);
  const [, setSnapshot] = useState<FederationSnapshot>();
  useEffect(() => {
    const update = () => setSnapshot(feed.getSnapshot());
    update();
    return feed.subscribe(update);
  }, [feed]);
  return feed.getSnapshot();
}
