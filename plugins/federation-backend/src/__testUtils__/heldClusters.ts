import {
  KubeObject,
  KubernetesClusters,
  WatchOptions,
} from '@backstage-federation/kubernetes-clusters';

const keyOf = ({ kind, metadata }: KubeObject) =>
  `${kind}/${metadata.namespace}/${metadata.name}`;

type Watch = WatchOptions & { kind: string };

/** Clusters that hold whatever objects they are given, of any shape, and tell of them at once. */
export class HeldClusters {
  readonly #objects = new Map<string, Map<string, KubeObject>>();
  readonly #watches = new Map<string, Watch[]>();

  constructor(names: string[]) {
    for (const name of names) {
      this.#objects.set(name, new Map());
      this.#watches.set(name, []);
    }
  }

  /** Adds or replaces objects, and tells the watches. */
  put(cluster: string, ...objects: KubeObject[]) {
    const known = this.#objects.get(cluster)!;
    for (const object of objects) known.set(keyOf(object), object);
    for (const watch of this.#watches.get(cluster)!) {
      for (const object of objects) {
        if (!matches(object, watch)) continue;
        watch.onEvent({ type: 'upsert', object: owned(object, watch) });
      }
    }
  }

  /** As the store takes them. */
  readonly clusters = {
    list: () =>
      [...this.#objects.keys()].map(name => ({
        name,
        state: 'connected' as const,
        since: '2026-01-01T00:00:00Z',
      })),
    identity: async (name: string) => `uid-${name}`,
    onStatus: () => () => {},
    get: (cluster: string) => ({
      cluster,
      watch: ({ kind }: { kind: string }, options: WatchOptions) => {
        const watch = { ...options, kind };
        this.#watches.get(cluster)!.push(watch);
        const objects = [...this.#objects.get(cluster)!.values()].filter(
          object => matches(object, watch),
        );
        options.onEvent({
          type: 'sync',
          objects: objects.map(object => owned(object, watch)),
        });
      },
      logs: async () => '',
      portForward: async () => {
        throw new Error('There is nothing behind these pods');
      },
    }),
  } as unknown as KubernetesClusters;
}

/** As a watch tells it that asks who holds fields: somebody has all that is wanted of it. */
function owned(object: KubeObject, { owners }: Watch): KubeObject {
  if (!owners) return object;
  const somebody = { manager: 'somebody', fields: { 'f:spec': {} } };
  return { ...object, metadata: { ...object.metadata, owners: [somebody] } };
}

function matches(object: KubeObject, { kind, labelSelector }: Watch) {
  if (object.kind !== kind) return false;
  return (labelSelector ?? '')
    .split(',')
    .filter(Boolean)
    .every(term => {
      const [key, value] = term.split('=');
      const label = Object(object.metadata.labels)[key];
      return value === undefined ? label !== undefined : label === value;
    });
}
