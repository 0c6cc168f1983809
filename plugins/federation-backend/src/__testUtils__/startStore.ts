import { mockServices } from '@backstage/backend-test-utils';
import { VersionedView } from '@backstage-federation/plugin-federation-common';
import {
  FederationAdapter,
  FederationAdapters,
} from '@backstage-federation/plugin-federation-node';
import { specConfigMap } from '../../../../packages/federation-plans/src/spec/specConfigMap';
import { FederationStore } from '../store/FederationStore';
import { FederationStoreOptions } from '../store/storeOptions';
import { Mending } from '../store/Mender';
import { ECHO, echo, WIRE, wire } from './thirdParty';
import { echoSpec, T0, twoClusters } from './twoClusters';

/** An object of the third party's in the namespace `retail`. */
export const object = (
  { apiVersion, kind }: typeof WIRE,
  name: string,
  content: object = {},
) => ({
  apiVersion,
  kind,
  metadata: { name, namespace: 'retail' },
  spec: content,
});
/** The ConfigMap of a spec. */
export const stored = (change: Parameters<typeof echoSpec>[0] = {}) =>
  specConfigMap(echoSpec(change), T0);

/** A store over two clusters in this process; with a federation `retail` that is well unless it shall be empty. */
export async function startStore(
  signal: AbortSignal,
  options: {
    empty?: boolean;
    /** Default: the third party's. */
    adapters?: FederationAdapter[];
    timing?: Partial<FederationStoreOptions>;
    /** Default: nothing is mended without a person. */
    mending?: Omit<Mending, 'adapters'>;
    /** Called before the store looks at the clusters. */
    prepare?(given: ReturnType<typeof twoClusters>): void;
  } = {},
) {
  const given = twoClusters();
  options.prepare?.(given);
  if (!options.empty) {
    given.east.put(stored(), object(WIRE, 'hub'));
    given.west.put(
      object(WIRE, 'west-interconnect'),
      object(ECHO, 'echo', { text: 'hello' }),
    );
  }
  const logger = mockServices.logger.mock();
  const adapters = new FederationAdapters(options.adapters ?? [wire, echo]);
  const { mending } = options;
  const store = FederationStore.start({
    adapters,
    mending: mending && { adapters, ...mending },
    clusters: given.clusters,
    logger,
    signal,
    options: { debounceMs: 1, ...options.timing },
  });
  await store.settled(signal);
  /** The next change of the federation. */
  const next = () =>
    new Promise<VersionedView | undefined>(resolve => {
      const unsubscribe = store.subscribe((name, view) => {
        if (name !== 'retail') return;
        unsubscribe();
        resolve(view);
      });
    });
  /** The first view of it from now on that is as it shall be. */
  const until = async (
    holds: (view: VersionedView['view']) => boolean,
  ): Promise<VersionedView['view']> => {
    for (;;) {
      const change = await next();
      if (change && holds(change.view)) return change.view;
    }
  };
  return { ...given, logger, store, next, until };
}
