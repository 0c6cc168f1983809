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

/** Lets an API server serve a namespaced type, whatever its objects hold. */
export function definitionOf({
  apiVersion,
  kind,
  plural,
}: ResourceType): KubeObject {
  const [group, name] = apiVersion.split('/');
  const schema = {
    openAPIV3Schema: {
      type: 'object',
      'x-kubernetes-preserve-unknown-fields': true,
    },
  };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: {
        kind,
        listKind: `${kind}List`,
        plural,
        singular: kind.toLowerCase(),
      },
      versions: [
        {
          name,
          served: true,
          storage: true,
          subresources: { status: {} },
          schema,
        },
      ],
    },
  };
}

/** Lets an API server serve Widgets. */
export const widgetDefinition = definitionOf(widget);
