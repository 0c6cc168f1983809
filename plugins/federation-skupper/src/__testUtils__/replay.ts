import {
  FEDERATION_LABEL,
  COMPONENT_LABEL,
  SkupperFederationSpec,
  parseFederationSpec,
  skupperSpec,
} from '@backstage-federation/plugin-federation-common';
import {
  createClusterSnapshot,
  ClusterSnapshot,
} from '@backstage-federation/plugin-federation-node';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import {
  readControllerRecording,
  RecordedObject,
} from '@backstage-federation/recordings';

/** One thing that happened in a recording, as the live view sees it. */
export interface RecordedEntry {
  /** Seconds since the recording began. */
  t: number;
  cluster: string;
  note?: string;
  action?: string;
  refused?: string;
  type?: 'ADDED' | 'MODIFIED' | 'DELETED';
  initial?: boolean;
  object?: KubeObject;
}

export interface Recording {
  scenario: string;
  skupper: string;
  began: string;
  entries: RecordedEntry[];
}

/** A place of a recording: `cluster/namespace/site`. */
export type RecordedSite = `${string}/${string}/${string}`;

/** A recording as the federation that it could have been. */
export interface Scene {
  recording: string;
  hub: RecordedSite;
  member: RecordedSite;
  /** Names that the federation's objects have, by `Kind name` as recorded. */
  named?: Record<string, string>;
  /** What was there and is not in the recording. */
  given?: { cluster: string; object: KubeObject }[];
  /** Kinds of the recording that are not this federation's. */
  without?: string[];
  /** Limits the times. */
  from?: number;
  until?: number;
}

/** The clusters as they were after an event. */
export interface Moment {
  t: number;
  at: Date;
  /** What was done or noted since the last one. */
  done: string[];
  clusters: ClusterSnapshot[];
}

const WHOLE = [
  'Site',
  'Link',
  'AccessGrant',
  'AccessToken',
  'Connector',
  'Listener',
  'RouterAccess',
];

/** Whether the view, or a step that explains why it waits, looks at the object. */
function isSeen({ kind, metadata }: RecordedObject): boolean {
  if (WHOLE.includes(kind)) return true;
  const labels = metadata.labels ?? {};
  switch (kind) {
    case 'ConfigMap':
      return ['skupper-network-status', 'skupper'].includes(metadata.name);
    case 'Pod':
      return labels['skupper.io/component'] === 'router';
    case 'Service':
      return 'internal.skupper.io/listener' in labels;
    case 'Certificate':
      // What the controller makes for itself says nothing that a Site does not say.
      return !labels['internal.skupper.io/certificate'];
    default:
      return false;
  }
}

/** An object as the view gets it: ConfigMaps hold text, and specs of pods are not asked for. */
function seen(object: RecordedObject): KubeObject {
  const { apiVersion, kind, spec, data, status } = object;
  const { annotations, ...metadata } = object.metadata;
  const isPod = kind === 'Pod';
  const text = (value: unknown) =>
    typeof value === 'string' ? value : JSON.stringify(value);
  const texts = Object.entries(data ?? {}).map(([key, value]) => [
    key.replace(' (parsed JSON)', ''),
    text(value),
  ]);
  return {
    apiVersion,
    kind,
    metadata: { ...metadata, ...(!isPod && annotations && { annotations }) },
    ...(spec && !isPod && { spec }),
    ...(data && { data: Object.fromEntries(texts) }),
    ...(status && { status }),
  };
}

export function readRecording(name: string): Recording {
  const { scenario, skupper, began, entries } = readControllerRecording(name);
  return {
    scenario,
    skupper,
    began,
    entries: entries.flatMap((entry): RecordedEntry[] => {
      const { t, cluster, note, action, type, initial, object } = entry;
      if (note) return [{ t, cluster, note }];
      if (action) {
        const isRefused = (entry.code ?? 0) >= 400;
        const refused = isRefused ? entry.message : undefined;
        return [{ t, cluster, action, ...(refused && { refused }) }];
      }
      return object && isSeen(object)
        ? [
            {
              t,
              cluster,
              type,
              ...(initial && { initial }),
              object: seen(object),
            },
          ]
        : [];
    }),
  };
}

const partsOf = (site: RecordedSite) => {
  const [cluster, namespace, name] = site.split('/');
  return { cluster, namespace, site: name };
};

/** The spec that asks for a scene's sites. */
export function sceneSpec(scene: Scene): SkupperFederationSpec {
  return skupperSpec(
    parseFederationSpec({
      name: 'fed',
      hub: partsOf(scene.hub),
      members: [{ name: 'west', ...partsOf(scene.member), superNodes: 0 }],
    }),
  );
}

const keyOf = ({ kind, metadata }: KubeObject) =>
  `${kind}/${metadata.namespace}/${metadata.name}`;

function named(scene: Scene, object: KubeObject): KubeObject {
  const name = scene.named?.[`${object.kind} ${object.metadata.name}`];
  return name ? { ...object, metadata: { ...object.metadata, name } } : object;
}

/** The spec's own ConfigMap, as old as the recording. */
function specMap(spec: SkupperFederationSpec, began: string): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: `federation-${spec.name}`,
      namespace: spec.hub.namespace,
      creationTimestamp: began,
      labels: { [FEDERATION_LABEL]: spec.name, [COMPONENT_LABEL]: 'spec' },
    },
  };
}

/**
 * Goes through a recording: the clusters after each event that the view sees. What appears first as changed was there
 * from the beginning.
 */
export function momentsOf(scene: Scene): Moment[] {
  const { began, entries } = readRecording(scene.recording);
  const isLeftOut = (object: KubeObject) =>
    scene.without?.includes(object.kind) ?? false;
  const spec = sceneSpec(scene);
  const places = [spec.hub, spec.members[0]];
  const held = new Map<string, Map<string, KubeObject>>();
  const of = (cluster: string) => {
    const objects = held.get(cluster) ?? new Map<string, KubeObject>();
    held.set(cluster, objects);
    return objects;
  };
  for (const { cluster } of places) of(cluster);
  const put = (cluster: string, object: KubeObject) =>
    of(cluster).set(keyOf(object), object);
  put(spec.hub.cluster, specMap(spec, began));
  for (const { cluster, object } of scene.given ?? []) put(cluster, object);
  const known = new Set<string>();
  for (const { cluster, type, initial, object } of entries) {
    if (!object || isLeftOut(object)) continue;
    if (known.has(`${cluster}/${keyOf(object)}`)) continue;
    known.add(`${cluster}/${keyOf(object)}`);
    if (initial || type === 'MODIFIED') put(cluster, named(scene, object));
  }
  const moments: Moment[] = [];
  let done: string[] = [];
  for (const entry of entries) {
    const { t, cluster, note, action, type, object } = entry;
    if (t > (scene.until ?? Infinity)) break;
    if (t < (scene.from ?? 0)) done = [];
    if (note) done.push(note);
    if (action) done.push(action);
    if (!object || entry.initial || isLeftOut(object)) continue;
    if (type === 'DELETED') of(cluster).delete(keyOf(named(scene, object)));
    else put(cluster, named(scene, object));
    if (t < (scene.from ?? 0)) continue;
    const at = new Date(Date.parse(began) + t * 1000);
    moments.push({ t, at, done, clusters: snapshots(held) });
    done = [];
  }
  return moments;
}

function snapshots(
  held: Map<string, Map<string, KubeObject>>,
): ClusterSnapshot[] {
  return [...held].map(([name, objects]) =>
    createClusterSnapshot(
      { name, state: 'connected', since: '2026-01-01T00:00:00Z' },
      [...objects.values()],
    ),
  );
}

/** An object, and where it was. */
export type Placed = { cluster: string; object: KubeObject };

const KINDS = [...WHOLE, 'ConfigMap', 'Pod', 'Service'];

/** What a scene has at its end, without the spec. */
export const objectsAtEnd = (scene: Scene): Placed[] =>
  momentsOf(scene)
    .at(-1)!
    .clusters.flatMap(cluster =>
      KINDS.flatMap(kind => cluster.objects(kind))
        .filter(({ metadata }) => metadata.name !== 'federation-fed')
        .map(object => ({ cluster: cluster.name, object })),
    );
