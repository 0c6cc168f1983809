import type { KubeObject } from '../../client';
import type { Recording } from './recording';

const ROUTER_LABELS = { 'skupper.io/component': 'router' };
/** What a kubelet says of a router that runs. */
export const READY = {
  status: {
    phase: 'Running',
    podIP: '10.1.9.9',
    conditions: [{ type: 'Ready', status: 'True' }],
  },
};

/** What a cluster had before the recording began. */
export function initialOf(recording: Recording, cluster: string): KubeObject[] {
  return recording.observations
    .filter(o => o.initial && o.cluster === cluster)
    .map(({ object }) => object);
}

/** Deployments that are only known as owners; the controller applies the rest of them. */
export function ownersOf(objects: KubeObject[]): KubeObject[] {
  return objects.flatMap(({ metadata }) =>
    (metadata.ownerReferences ?? [])
      .filter(owner => owner.kind === 'Deployment')
      .map(({ apiVersion, kind, name, uid }) => ({
        apiVersion,
        kind,
        metadata: { name, namespace: metadata.namespace, uid },
        spec: {
          replicas: 1,
          selector: { matchLabels: ROUTER_LABELS },
          template: { metadata: { labels: ROUTER_LABELS }, spec: {} },
        },
      })),
  );
}

/** Secrets of Certificates have no content in a recording; the controller makes them again. */
export function isMadeAgain({ kind, metadata }: KubeObject): boolean {
  return (
    kind === 'Secret' &&
    (metadata.ownerReferences ?? []).some(o => o.kind === 'Certificate')
  );
}

/** Whether a Site's routers ran. */
export function isRunning({ status }: KubeObject): boolean {
  return (status?.conditions ?? []).some(
    (c: any) => c.type === 'Running' && c.status === 'True',
  );
}

/** A recorded object with what the recording leaves out. */
export function complete(object: KubeObject): KubeObject {
  const { status, data } = object;
  const conditions = status?.conditions?.map((c: any) => ({
    lastTransitionTime: '2026-01-01T00:00:00Z',
    ...c,
  }));
  const texts =
    object.kind === 'ConfigMap' &&
    Object.entries(data ?? {}).map(([key, value]) => [
      key.replace(' (parsed JSON)', ''),
      typeof value === 'string' ? value : JSON.stringify(value),
    ]);
  return {
    ...object,
    ...(conditions && { status: { ...status, conditions } }),
    ...(texts && { data: Object.fromEntries(texts) }),
  };
}
