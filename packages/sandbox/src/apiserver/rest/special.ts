import { conflict, statusOf } from '../errors';
import { typeKey } from '../store/entry';
import { Json, Obj } from '../types';
import { ResourceRequest, timestamp } from './request';
import { find, isFinished } from './update';

/** PUT of `namespaces/x/finalize`: the only way to change a Namespace's own finalizers. */
export function finalizeNamespace(request: ResourceRequest, body: Json): Obj {
  const live = find(request).object;
  const { store } = request.cluster;
  const key = typeKey(request.type);
  const stored = store.put(key, {
    ...live,
    spec: { ...live.spec, finalizers: body?.spec?.finalizers ?? [] },
  }).object;
  return isFinished(stored)
    ? store.remove(key, '', live.metadata.name)!.object
    : stored;
}

/** POST of `pods/x/binding`: puts a pod on a node, as a scheduler does. */
export function bindPod(request: ResourceRequest, body: Json): Json {
  const live = find(request).object;
  if (live.spec.nodeName) {
    throw conflict(
      request.type,
      request.name,
      `pod ${request.name} is already assigned to node "${live.spec.nodeName}"`,
    );
  }
  const conditions = (live.status?.conditions ?? []).filter(
    (c: Json) => c.type !== 'PodScheduled',
  );
  request.cluster.store.put(typeKey(request.type), {
    ...live,
    spec: { ...live.spec, nodeName: body?.target?.name },
    status: {
      ...live.status,
      conditions: [
        ...conditions,
        {
          type: 'PodScheduled',
          status: 'True',
          lastProbeTime: null,
          lastTransitionTime: timestamp(),
        },
      ],
    },
  });
  return statusOf('Success', { code: 201 });
}
