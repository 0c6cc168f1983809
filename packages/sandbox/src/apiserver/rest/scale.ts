import { badRequest, cause, invalid } from '../errors';
import { jsonPatch } from '../patch/jsonPatch';
import { mergePatch } from '../patch/mergePatch';
import { labelsText } from '../registry/define';
import { Json, Obj } from '../types';
import { JSON_PATCH } from './patch';
import { ResourceRequest } from './request';
import { find, update } from './update';

/** The `autoscaling/v1` Scale of an object with replicas. */
export function scaleOf(object: Obj): Obj {
  const { name, namespace, uid, resourceVersion, creationTimestamp } =
    object.metadata;
  const selector = labelsText(object.spec.selector?.matchLabels);
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: object.spec.replicas ? { replicas: object.spec.replicas } : {},
    status: { replicas: object.status?.replicas ?? 0, selector },
  };
}

const SCALE = { group: 'autoscaling', plural: 'scales', kind: 'Scale' };

/** Writes `spec.replicas` through a Scale. */
export function writeScale(
  request: ResourceRequest,
  body: Json,
  contentType?: string,
): Obj {
  const live = find(request).object;
  let scale = body;
  if (contentType === JSON_PATCH) {
    scale = jsonPatch(scaleOf(live), body);
  } else if (contentType) {
    scale = mergePatch(scaleOf(live), body);
  }
  const replicas = scale?.spec?.replicas ?? 0;
  if (!Number.isInteger(replicas)) {
    throw badRequest('Scale: spec.replicas must be an integer');
  }
  if (replicas < 0) {
    throw invalid(SCALE, request.name, [
      cause.invalid(
        'spec.replicas',
        replicas,
        'must be greater than or equal to 0',
      ),
    ]);
  }
  const next = structuredClone(live);
  next.spec.replicas = replicas;
  next.metadata.resourceVersion = scale.metadata?.resourceVersion;
  next.metadata.managedFields = undefined;
  return scaleOf(update(request, live, next));
}
