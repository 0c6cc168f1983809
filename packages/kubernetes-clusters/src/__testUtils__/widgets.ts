import { KubeObject, ResourceType } from '../types';

/** A resource type for tests. */
export const widget: ResourceType = {
  apiVersion: 'example.com/v1',
  kind: 'Widget',
  plural: 'widgets',
  namespaced: true,
};

/** @returns a Widget, desired state only */
export function widgetObject(name: string, spec: object = {}): KubeObject {
  return {
    apiVersion: 'example.com/v1',
    kind: 'Widget',
    metadata: { name, namespace: 'ns' },
    spec,
  };
}
